/** Every notebook by words of its name; new ones and imported ones. */

import { ActionIcon, Button, FileButton, Skeleton, TextInput } from "@mantine/core";
import { IconPlus, IconSearch, IconTrash, IconUpload } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createNotebook, deleteNotebook, importedNotebook, type NotebookRow, useNotebooks } from "@/api/notebooks";
import { Cell } from "@/components/Cell";
import { done, failed } from "@/components/notify";
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
  const cache = useQueryClient();
  const again = () => cache.invalidateQueries({ queryKey: ["notebooks"] });
  const open = (id: number) => navigate({ to: "/notebooks/$id", params: { id: String(id) } });
  const create = async (attributes: Parameters<typeof createNotebook>[0]) => {
    try {
      const made = await createNotebook(attributes);
      await again();
      await open(made.id);
    } catch (wrong) {
      failed(wrong);
    }
  };
  const load = async (file: File | null) => {
    if (!file) return;
    const found = importedNotebook(await file.text());
    if (found) await create(found);
    else failed(new Error(`${file.name} holds no JSON of a notebook`));
  };
  const remove = async ({ id, attributes: { name } }: NotebookRow) => {
    if (!window.confirm(`Delete "${name}"? It cannot be brought back.`)) return;
    try {
      await deleteNotebook(id);
      done("The notebook is deleted");
    } catch (wrong) {
      failed(wrong);
    }
    await again();
  };
  return (
    <Page
      fill
      title="Notebooks"
      actions={
        <>
          <TextInput
            size="xs"
            leftSection={<IconSearch size={14} />}
            placeholder="Name"
            aria-label="Filter notebooks"
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
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
