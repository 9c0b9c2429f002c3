/** Notebooks in Datadog's JSON: what is read here is typed, everything else is kept as it came. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { NotebookTime } from "@/lib/notebook-time";
import { call } from "./client";
import type { Definition } from "./dashboards";

export type NotebookCell = {
  id: string;
  type: "notebook_cells";
  attributes: {
    definition: Definition;
    graph_size?: string | null;
    time?: NotebookTime | null;
    [key: string]: unknown;
  };
};
type Attributes = { name: string; cells: NotebookCell[]; time: NotebookTime; [key: string]: unknown };
export type Notebook = { id: number; attributes: Attributes };
export type NotebookRow = {
  id: number;
  attributes: { name: string; author: { handle: string }; modified: string };
};

const PATH = "/api/v1/notebooks";
/** More than anybody reads through; the words of a search narrow them. */
const MOST = 1000;

export const notebookKey = (id: string) => ["notebook", id];

/** One line for each notebook whose name has this text, the last changed first. */
export function useNotebooks(query: string) {
  return useQuery<NotebookRow[]>({
    queryKey: ["notebooks", query],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call<{ data: NotebookRow[] }>(
        "GET",
        `${PATH}?include_cells=false&count=${MOST}&query=${encodeURIComponent(query)}`,
        undefined,
        signal,
      ).then((answer) => answer.data),
  });
}

/** One notebook, whole: read when it is opened, and not again below the hands of whoever edits it. */
export function useNotebook(id: string) {
  return useQuery({
    queryKey: notebookKey(id),
    queryFn: ({ signal }) =>
      call<{ data: Notebook }>("GET", `${PATH}/${encodeURIComponent(id)}`, undefined, signal).then((one) => one.data),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

const SERVER_OWN = ["author", "created", "modified"];

/** The JSON to export, to save or to create from: without what the server adds. */
export function exportedNotebook({ attributes }: { attributes: Attributes }) {
  const own = Object.fromEntries(Object.entries(attributes).filter(([key]) => !SERVER_OWN.includes(key)));
  return { data: { type: "notebooks", attributes: own as Attributes } };
}

export const createNotebook = (attributes: Attributes) =>
  call<{ data: Notebook }>("POST", PATH, exportedNotebook({ attributes })).then((one) => one.data);
export const saveNotebook = (notebook: Notebook) => call("PUT", `${PATH}/${notebook.id}`, exportedNotebook(notebook));
export const deleteNotebook = (id: number) => call("DELETE", `${PATH}/${id}`);

/** A notebook from a file's JSON, as it is exported or as the API answers it; null for any other text. */
export function importedNotebook(text: string): Attributes | null {
  try {
    const given = JSON.parse(text) as { data?: { attributes?: Attributes } } & Attributes;
    const found = given?.data?.attributes ?? given;
    return typeof found?.name === "string" && Array.isArray(found.cells)
      ? { ...found, time: found.time ?? { live_span: "1h" } }
      : null;
  } catch {
    return null;
  }
}
