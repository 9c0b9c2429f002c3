/** A notebook: notes and graphs one below the other, each change stored at once. */

import { Box, Button, Group, Menu, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { IconArrowBackUp, IconChartLine, IconClock, IconNote } from "@tabler/icons-react";
import { useParams as usePath } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import type { Definition } from "@/api/dashboards";
import { exportedNotebook, type NotebookCell } from "@/api/notebooks";
import { download, fileName } from "@/components/download";
import { MoreMenu } from "@/components/MoreMenu";
import { copied } from "@/components/notify";
import { Page } from "@/components/Page";
import { useTime } from "@/components/range";
import { Empty, Failure } from "@/components/states";
import { useParams, useSetParams } from "@/components/url";
import { cellTime, cellTimeOf, choiceIn, keptTime } from "@/lib/notebook-time";
import { paramsOf } from "@/lib/time";
import { widgetOf } from "@/widgets/catalogue";
import { Frame } from "@/widgets/frame/Frame";
import { CellTools } from "./CellTools";
import { isNote, movedCell, newCell, SIZES, withCell } from "./cells";
import { NoteCell } from "./NoteCell";
import { useStored } from "./useStored";

const WidgetEditor = lazy(() => import("../dashboard/WidgetEditor"));
const CommentDialog = lazy(() => import("../dashboard/CommentDialog"));

export default function Notebook() {
  const { id = "" } = usePath({ strict: false }) as { id?: string };
  return <Shown key={id} id={id} />;
}

function Shown({ id }: { id: string }) {
  const { notebook, error, isPending, again, keep, undo } = useStored(id);
  const { range, zoom, choice } = useTime();
  const scene = useMemo(() => ({ range, variables: [], zoom }), [range, zoom]);
  /** The cell that is edited; one that is not among the cells is new. */
  const [edited, setEdited] = useState<NotebookCell | null>(null);
  const [commented, setCommented] = useState<NotebookCell | null>(null);
  useOwnTime(notebook?.attributes.time);

  if (!notebook)
    return (
      <Page title="Notebook">{error ? <Failure error={error} /> : <Skeleton height={360} maw={1100} mx="auto" />}</Page>
    );
  const { name, cells, time } = notebook.attributes;
  const otherTime = JSON.stringify(paramsOf(choice)) !== JSON.stringify(paramsOf(choiceIn(time)));
  const add = (definition: Definition) => setEdited(newCell(definition));
  const put = (cell: NotebookCell) => {
    keep({ cells: withCell(cells, cell) });
    setEdited(null);
  };
  const set = (cell: NotebookCell, part: Partial<NotebookCell["attributes"]>) =>
    put({ ...cell, attributes: { ...cell.attributes, ...part } });
  const wrote = (cell: NotebookCell, text: string) => {
    if (text === cell.attributes.definition.text) setEdited(null);
    else set(cell, { definition: { ...cell.attributes.definition, text } });
  };
  const json = () => JSON.stringify(exportedNotebook(notebook), null, 2);
  const shown = edited && isNote(edited) ? withCell(cells, edited) : cells;
  return (
    <Page
      title={name}
      heading={<Name key={name} name={name} onChange={(next) => keep({ name: next })} />}
      actions={
        <>
          <Text size="xs" c={again ? "red" : "dimmed"} role="status">
            {isPending ? "Saving…" : again ? "Not saved" : "Saved"}
          </Text>
          {again && <Button onClick={again}>Save again</Button>}
          {otherTime && (
            <Button
              variant="default"
              leftSection={<IconClock size={14} />}
              title="The notebook opens with the time that is shown now"
              onClick={() => keep({ time: keptTime(choice) })}
            >
              Keep this time
            </Button>
          )}
          <Button variant="default" leftSection={<IconArrowBackUp size={14} />} disabled={!undo} onClick={undo}>
            Undo
          </Button>
          <MoreMenu>
            <Menu.Item onClick={() => download(`${fileName(name)}.json`, json(), "application/json")}>
              Export JSON
            </Menu.Item>
            <Menu.Item onClick={() => void copied(json())}>Copy JSON</Menu.Item>
          </MoreMenu>
        </>
      }
    >
      <Stack gap="sm" maw={1220}>
        {!shown.length && (
          <Empty title="An empty notebook">Begin with a note of what it is about, or with a graph.</Empty>
        )}
        {shown.map((cell, at) => {
          const { definition, graph_size } = cell.attributes;
          const tools = cell.id !== edited?.id && (
            <CellTools
              cell={cell}
              onEdit={() => setEdited(cell)}
              onComment={() => setCommented(cell)}
              onSize={(size) => set(cell, { graph_size: size })}
              onUp={at > 0 ? () => keep({ cells: movedCell(cells, at, -1) }) : undefined}
              onDown={at < cells.length - 1 ? () => keep({ cells: movedCell(cells, at, 1) }) : undefined}
              onRemove={() => keep({ cells: cells.filter((one) => one.id !== cell.id) })}
            />
          );
          return isNote(cell) ? (
            <Box key={cell.id} component="section" aria-label="Note" pos="relative">
              <Box style={{ float: "right" }}>{tools}</Box>
              <NoteCell
                text={String(definition.text ?? "")}
                editing={cell.id === edited?.id}
                onEdit={() => setEdited(cell)}
                onDone={(text) => wrote(cell, text)}
              />
            </Box>
          ) : (
            <Box key={cell.id} h={SIZES[graph_size ?? "m"] ?? SIZES.m}>
              <Frame widget={{ definition: timed(cell) }} scene={scene} tools={tools} />
            </Box>
          );
        })}
        <Group gap="xs" justify="center" pb="xl">
          <Button
            variant="default"
            leftSection={<IconNote size={14} />}
            onClick={() => add({ type: "markdown", text: "" })}
          >
            Add a note
          </Button>
          <Button
            variant="default"
            leftSection={<IconChartLine size={14} />}
            onClick={() => add(widgetOf("timeseries")?.initial ?? { type: "timeseries" })}
          >
            Add a graph
          </Button>
        </Group>
      </Stack>
      {edited && !isNote(edited) && (
        <Suspense>
          <WidgetEditor
            widget={cells.includes(edited) ? { definition: timed(edited) } : null}
            groups={[]}
            scene={scene}
            onCancel={() => setEdited(null)}
            onDone={({ definition: { time: own, ...definition } }) =>
              set(edited, { definition, time: cellTimeOf(own, edited.attributes.time) })
            }
          />
        </Suspense>
      )}
      {commented && (
        <Suspense>
          <CommentDialog
            widget={{ definition: timed(commented) }}
            scene={scene}
            place={name}
            linkOf={(time) => `/notebooks/${id}?${time}`}
            onClose={() => setCommented(null)}
          />
        </Suspense>
      )}
    </Page>
  );
}

/** The cell's graph with the cell's own time, if it has one. */
function timed({ attributes: { definition, time } }: NotebookCell) {
  const own = cellTime(time);
  return own ? { ...definition, time: own } : definition;
}

/** Where the URL names no time, the notebook's own is put there. */
function useOwnTime(time: Parameters<typeof choiceIn>[0] | undefined) {
  const { span, from, from_ts } = useParams();
  const change = useSetParams();
  const missing = time && !span && !from && !from_ts;
  useEffect(() => {
    if (missing) change(paramsOf(choiceIn(time)));
  }, [missing, time, change]);
}

/** The name, which is a field: what is typed is kept when one leaves it. */
function Name({ name, onChange }: { name: string; onChange: (name: string) => void }) {
  const [typed, setTyped] = useState(name);
  const leave = () => {
    const next = typed.trim();
    if (!next) setTyped(name);
    else if (next !== name) onChange(next);
  };
  return (
    <TextInput
      aria-label="Name of the notebook"
      fw={600}
      maxLength={80}
      style={{ flex: "1 1 240px", maxWidth: 480 }}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
    />
  );
}
