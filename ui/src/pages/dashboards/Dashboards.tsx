/** Every dashboard: by lists, stars, words and order; new ones and imported ones. */

import { ActionIcon, Badge, Box, Button, Group, Menu, Select, Skeleton } from "@mantine/core";
import { IconDots, IconPlus, IconStar, IconStarFilled } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { addToList, takeFromList, useListItems, useLists, useStars } from "@/api/dashboard_lists";
import { createDashboard, type DashboardRow, deleteDashboard, restoreDashboard, useDashboards } from "@/api/dashboards";
import { useSession } from "@/api/session";
import { useAct, useReread } from "@/components/act";
import { Cell } from "@/components/Cell";
import { pastedBoard } from "@/components/draft";
import { FilterInput } from "@/components/FilterInput";
import { ImportButton } from "@/components/ImportButton";
import { failed } from "@/components/notify";
import { Page } from "@/components/Page";
import { RowLink } from "@/components/RowLink";
import { Empty, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { agoText, dateText } from "@/lib/time";
import { forgotten } from "../visits";
import { ListSelect, Lists } from "./Lists";

const ORDERS = [
  { value: "modified", label: "Latest change" },
  { value: "created", label: "Newest" },
  { value: "title", label: "Name" },
];
const LISTS = [["dashboards"], ["dashboard-lists"]];
const NOTHING: Record<string, string> = {
  starred: "The star beside a dashboard's name puts it here.",
  shared: "A dashboard's Share menu makes a link for people without a login.",
  deleted: "What is deleted can be restored from here.",
};

export default function Dashboards() {
  const [filter, setFilter] = useParam("filter");
  const [shown, setShown] = useParam("list", "all");
  const [order, setOrder] = useParam("sort", "modified");
  const list = /^\d+$/.test(shown) ? Number(shown) : null;
  const only = shown === "deleted" || shown === "shared" ? shown : "";
  const { data, error } = useDashboards(only);
  const { data: items } = useListItems(list);
  const { data: lists = [] } = useLists();
  const { data: session } = useSession();
  const { starred, toggle } = useStars();
  const navigate = useNavigate();
  const change = useAct(...LISTS);
  const reread = useReread(...LISTS);

  const create = async (body: Record<string, unknown>, edit: boolean) => {
    try {
      const { id: _, ...fresh } = body;
      const made = await createDashboard(fresh);
      await reread();
      await navigate({ to: "/dashboard/$id", params: { id: made.id }, search: (edit ? { edit: "1" } : {}) as never });
    } catch (wrong) {
      failed(wrong);
    }
  };
  const load = async (text: string, file: string) => {
    const board = pastedBoard(text);
    if (board) await create(board, false);
    else failed(new Error(`${file} holds no JSON of a dashboard`));
  };
  const remove = async (row: DashboardRow) => {
    forgotten(row.id);
    await change(() => deleteDashboard(row.id), `“${row.title}” is deleted; the list Deleted brings it back`);
  };
  usePastedBoard((board) => void create(board, false));

  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = (data ?? [])
    .filter((row) => {
      if (list !== null) return items?.includes(row.id);
      if (shown === "starred") return starred.has(row.id);
      if (shown === "mine") return row.author_handle === session?.handle;
      return shown !== "shipped" || row.author_handle === "vizsla";
    })
    .filter((row) => {
      const text = [row.title, row.description ?? "", row.author_handle, ...row.tags].join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    });
  if (order === "title") rows.sort((a, b) => a.title.localeCompare(b.title));
  else if (order === "created") rows.sort((a, b) => b.created_at.localeCompare(a.created_at));
  const waiting = !data && !error;
  return (
    <Page
      fill
      title="Dashboards"
      actions={
        <>
          <FilterInput
            label="Filter dashboards"
            placeholder="Name, tag or author"
            value={filter}
            onChange={setFilter}
          />
          <ListSelect shown={shown} onShow={setShown} />
          <Select
            size="xs"
            w={130}
            aria-label="Order"
            allowDeselect={false}
            data={ORDERS}
            value={order}
            onChange={(next) => setOrder(next ?? "modified")}
          />
          <ImportButton onText={(text, file) => void load(text, file)} />
          <Button
            leftSection={<IconPlus size={14} />}
            onClick={() =>
              void create({ title: "New dashboard", layout_type: "ordered", reflow_type: "fixed", widgets: [] }, true)
            }
          >
            New dashboard
          </Button>
        </>
      }
    >
      <Group align="stretch" wrap="nowrap" gap="md" style={{ flex: 1, minHeight: 0 }}>
        <Box w={190} visibleFrom="sm" style={{ flex: "none", overflow: "auto" }}>
          <Lists shown={shown} onShow={setShown} />
        </Box>
        <Box style={{ flex: 1, minWidth: 0, display: "flex", flexDirection: "column" }}>
          {error && <Failure error={error} />}
          {waiting && <Skeleton height={240} />}
          {data && !rows.length && (
            <Empty title={filter ? "No dashboard here has these words" : "Nothing here yet"}>
              {NOTHING[shown] ?? "Make one, or import or paste the JSON of one."}
            </Empty>
          )}
          {rows.length > 0 && (
            <VirtualRows
              label="Dashboards"
              items={rows}
              height={36}
              keyOf={(row) => row.id}
              onOpen={(row) => shown !== "deleted" && void navigate({ to: "/dashboard/$id", params: { id: row.id } })}
              head={
                <>
                  <Cell head width={32} />
                  <Cell head>Name</Cell>
                  <Cell head wide width={180}>
                    Author
                  </Cell>
                  <Cell head width={100}>
                    Changed
                  </Cell>
                  <Cell head width={32} />
                </>
              }
              row={(row) => (
                <>
                  <Cell width={32}>
                    <ActionIcon
                      variant="subtle"
                      color={starred.has(row.id) ? "yellow" : "gray"}
                      size={22}
                      aria-label={starred.has(row.id) ? `Take the star of ${row.title} away` : `Star ${row.title}`}
                      onClick={() => toggle(row.id)}
                    >
                      {starred.has(row.id) ? <IconStarFilled size={14} /> : <IconStar size={14} />}
                    </ActionIcon>
                  </Cell>
                  <Cell title={row.description ?? undefined}>
                    <Group gap={6} wrap="nowrap">
                      <RowLink {...{ to: `/dashboard/${row.id}` }}>{row.title}</RowLink>
                      {row.tags.map((tag) => (
                        <Badge key={tag} variant="default" size="sm" tt="none" fw={400}>
                          {tag}
                        </Badge>
                      ))}
                    </Group>
                  </Cell>
                  <Cell wide width={180} dim>
                    {row.author_handle}
                  </Cell>
                  <Cell width={100} dim title={dateText(Date.parse(row.modified_at))}>
                    {agoText(Date.parse(row.modified_at) / 1000)}
                  </Cell>
                  <Cell width={32}>
                    <Menu position="bottom-end">
                      <Menu.Target>
                        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${row.title}`}>
                          <IconDots size={16} />
                        </ActionIcon>
                      </Menu.Target>
                      <Menu.Dropdown>
                        {shown === "deleted" ? (
                          <Menu.Item onClick={() => void change(() => restoreDashboard(row.id), "It is back")}>
                            Restore
                          </Menu.Item>
                        ) : (
                          <>
                            {lists.map((one) => (
                              <Menu.Item
                                key={one.id}
                                onClick={() => void change(() => addToList(one.id, row), `Added to ${one.name}`)}
                              >
                                Add to {one.name}
                              </Menu.Item>
                            ))}
                            {list !== null && (
                              <Menu.Item
                                onClick={() => void change(() => takeFromList(list, row), "Taken off the list")}
                              >
                                Take off this list
                              </Menu.Item>
                            )}
                            <Menu.Item color="red" onClick={() => void remove(row)}>
                              Delete
                            </Menu.Item>
                          </>
                        )}
                      </Menu.Dropdown>
                    </Menu>
                  </Cell>
                </>
              )}
            />
          )}
        </Box>
      </Group>
    </Page>
  );
}

/** The JSON of a dashboard that is pasted anywhere on the page. */
function usePastedBoard(onPaste: (board: Record<string, unknown>) => void): void {
  const latest = useRef(onPaste);
  latest.current = onPaste;
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (event.target instanceof HTMLElement && event.target.closest("input, textarea")) return;
      const board = pastedBoard(event.clipboardData?.getData("text/plain") ?? "");
      if (board) latest.current(board);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, []);
}
