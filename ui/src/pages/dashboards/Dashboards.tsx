/** Every dashboard, with a filter; new ones and imported ones. */

import { ActionIcon, Anchor, Button, FileButton, Menu, Skeleton, TextInput } from "@mantine/core";
import { IconDots, IconPlus, IconSearch, IconUpload } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { createDashboard, type DashboardRow, deleteDashboard, useDashboards } from "@/api/dashboards";
import { Cell } from "@/components/Cell";
import { done, failed } from "@/components/notify";
import { Page } from "@/components/Page";
import { Empty, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { agoText } from "@/lib/time";
import { forgotten } from "../visits";

export default function Dashboards() {
  const [filter, setFilter] = useParam("filter");
  const { data, error } = useDashboards();
  const navigate = useNavigate();
  const cache = useQueryClient();

  const create = async (body: Record<string, unknown>, edit: boolean) => {
    try {
      const made = await createDashboard(body);
      await cache.invalidateQueries({ queryKey: ["dashboards"] });
      await navigate({ to: "/dashboard/$id", params: { id: made.id }, search: (edit ? { edit: "1" } : {}) as never });
    } catch (wrong) {
      failed(wrong);
    }
  };
  const load = async (file: File | null) => {
    if (!file) return;
    try {
      const { id: _, ...body } = JSON.parse(await file.text()) as Record<string, unknown>;
      await create(body, false);
    } catch {
      failed(new Error(`${file.name} holds no JSON`));
    }
  };
  const remove = async (row: DashboardRow) => {
    if (!confirm(`Delete the dashboard "${row.title}"?`)) return;
    try {
      await deleteDashboard(row.id);
      forgotten(row.id);
      done("The dashboard is deleted");
    } catch (wrong) {
      failed(wrong);
    }
    await cache.invalidateQueries({ queryKey: ["dashboards"] });
  };

  const shown = (data ?? []).filter((row) => row.title.toLowerCase().includes(filter.toLowerCase()));
  return (
    <Page
      fill
      title="Dashboards"
      actions={
        <>
          <TextInput
            size="xs"
            leftSection={<IconSearch size={14} />}
            placeholder="Filter"
            aria-label="Filter dashboards"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
          <FileButton accept="application/json" onChange={(file) => void load(file)}>
            {(props) => (
              <Button variant="default" leftSection={<IconUpload size={14} />} {...props}>
                Import
              </Button>
            )}
          </FileButton>
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
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton height={240} />}
      {data && !shown.length && (
        <Empty title={filter ? "No dashboard has this name" : "No dashboards yet"}>
          Make one, or import the JSON of one.
        </Empty>
      )}
      {shown.length > 0 && (
        <VirtualRows
          label="Dashboards"
          items={shown}
          height={36}
          keyOf={(row) => row.id}
          onOpen={(row) => void navigate({ to: "/dashboard/$id", params: { id: row.id } })}
          head={
            <>
              <Cell head>Name</Cell>
              <Cell head width={180}>
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
              <Cell title={row.description ?? undefined}>
                <Anchor
                  component={Link}
                  {...{ to: `/dashboard/${row.id}` }}
                  fz="sm"
                  onClick={(event) => event.stopPropagation()}
                >
                  {row.title}
                </Anchor>
              </Cell>
              <Cell width={180} dim>
                {row.author_handle}
              </Cell>
              <Cell width={100} dim>
                {agoText(Date.parse(row.modified_at) / 1000)}
              </Cell>
              <Cell width={32}>
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Actions for ${row.title}`}
                      onClick={(event) => event.stopPropagation()}
                    >
                      <IconDots size={16} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
                    <Menu.Item color="red" onClick={() => void remove(row)}>
                      Delete
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </Cell>
            </>
          )}
        />
      )}
    </Page>
  );
}
