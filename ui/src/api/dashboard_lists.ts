/** Lists of dashboards that people keep, and their favourites. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client";
import type { DashboardRow } from "./dashboards";

export type List = { id: number; name: string; dashboard_count: number };
type Item = { id: string; type: string };

const LISTS = "/api/v1/dashboard/lists/manual";
const items = (list: number) => `/api/v2/dashboard/lists/manual/${list}/dashboards`;

export function useLists() {
  return useQuery({
    queryKey: ["dashboard-lists"],
    queryFn: ({ signal }) =>
      call<{ dashboard_lists: List[] }>("GET", LISTS, undefined, signal).then((answer) => answer.dashboard_lists),
  });
}

/** Ids of the dashboards of one list. */
export function useListItems(list: number | null) {
  return useQuery({
    queryKey: ["dashboard-lists", list],
    queryFn: ({ signal }) =>
      call<{ dashboards: Item[] }>("GET", items(list ?? 0), undefined, signal).then((answer) =>
        answer.dashboards.map((one) => one.id),
      ),
    enabled: list !== null,
  });
}

const item = ({ id, layout_type }: Pick<DashboardRow, "id" | "layout_type">): Item => ({
  id,
  type: layout_type === "free" ? "custom_screenboard" : "custom_timeboard",
});

export const createList = (name: string) => call<List>("POST", LISTS, { name });
export const renameList = (id: number, name: string) => call<List>("PUT", `${LISTS}/${id}`, { name });
export const deleteList = (id: number) => call<unknown>("DELETE", `${LISTS}/${id}`);
export const addToList = (list: number, row: Pick<DashboardRow, "id" | "layout_type">) =>
  call<unknown>("POST", items(list), { dashboards: [item(row)] });
export const takeFromList = (list: number, row: Pick<DashboardRow, "id" | "layout_type">) =>
  call<unknown>("DELETE", items(list), { dashboards: [item(row)] });

/** Ids of the starred dashboards, and a way to star one or take the star away; seen at once. */
export function useStars() {
  const cache = useQueryClient();
  const key = ["stars"];
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call<{ dashboard: string[] }>("GET", "/api/vizsla/stars", undefined, signal),
    staleTime: 60_000,
  });
  const starred = new Set(data?.dashboard);
  const { mutate } = useMutation({
    mutationFn: (id: string) =>
      call<unknown>(starred.has(id) ? "DELETE" : "PUT", `/api/vizsla/stars/dashboard/${encodeURIComponent(id)}`),
    onMutate: (id) => {
      const rest = [...starred].filter((one) => one !== id);
      cache.setQueryData(key, { ...data, dashboard: starred.has(id) ? rest : [...rest, id] });
    },
    onSettled: () => cache.invalidateQueries({ queryKey: key }),
  });
  return { starred, toggle: mutate };
}
