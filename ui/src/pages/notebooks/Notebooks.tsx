/** Every notebook by words of its name; new ones and imported ones. */

import { ActionIcon, Button, Skeleton } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { createNotebook, deleteNotebook, importedNotebook, type NotebookRow, useNotebooks } from "@/api/notebooks";
import { useAct, useReread } from "@/components/act";
import { Cell } from "@/components/Cell";
import { FilterInput } from "@/components/FilterInput";
import { ImportButton } from "@/components/ImportButton";
import { failed } from "@/components/notify";
import { Page } from "@/components/Page";
import { RowLink } from "@/components/RowLink";
import { Empty, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { agoText, dateText } from "@/lib/time";

export default function Notebooks() {
  const [query, setQuery] = useParam("query");
  const { data, error } = useNotebooks(query);
  const navigate = useNavigate();
  const act = useAct(["notebooks"]);
  const reread = useReread(["notebooks"]);
  const open = (id: number) => navigate({ to: "/notebooks/$id", params: { id: String(id) } });
  const create = async (attributes: Parameters<typeof createNotebook>[0]) => {
    try {
      const made = await createNotebook(attributes);
      await reread();
      await open(made.id);
    } catch (wrong) {
      failed(wrong);
    }
  };
  const load = async (text: string, file: string) => {
    const found = importedNotebook(text);
    if (found) await create(found);
    else failed(new Error(`${file} holds no JSON of a notebook`));
  };
  const remove = async ({ id, attributes: { name } }: NotebookRow) => {
    if (!window.confirm(`Delete "${name}"? It cannot be brought back.`)) return;
    await act(() => deleteNotebook(id), "The notebook is deleted");
  };
  return (
    <Page
      fill
      title="Notebooks"
      actions={
        <>
          <FilterInput label="Filter notebooks" placeholder="Name" value={query} onChange={setQuery} />
          <ImportButton onText={(text, file) => void load(text, file)} />
          <Button
            leftSection={<IconPlus size={14} />}
            onClick={() => void create({ name: "New notebook", cells: [], time: { live_span: "1h" } })}
          >
            New notebook
          </Button>
        </>
      }
    >
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton height={240} />}
      {data && !data.length && (
        <Empty title={query ? "No notebook has this in its name" : "No notebooks yet"}>
          {query
            ? "Search for another part of the name."
            : "A notebook is a page of notes and graphs: what was looked into, what was found, how something is run. Make one, or import the JSON of one."}
        </Empty>
      )}
      {data && data.length > 0 && (
        <VirtualRows
          label="Notebooks"
          items={data}
          height={36}
          keyOf={(one) => one.id}
          onOpen={(one) => void open(one.id)}
          head={
            <>
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
          row={({ id, attributes }) => (
            <>
              <Cell>
                <RowLink {...{ to: `/notebooks/${id}` }}>{attributes.name}</RowLink>
              </Cell>
              <Cell wide width={180} dim>
                {attributes.author.handle}
              </Cell>
              <Cell width={100} dim title={dateText(Date.parse(attributes.modified))}>
                {agoText(Date.parse(attributes.modified) / 1000)}
              </Cell>
              <Cell width={32}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Delete ${attributes.name}`}
                  title="Delete"
                  onClick={() => void remove({ id, attributes })}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Cell>
            </>
          )}
        />
      )}
    </Page>
  );
}
