/** The editor of one widget: its form beside, its drawing above. */

import { Box, Button, Group, JsonInput, Modal, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRef, useState } from "react";
import type { Definition, WidgetJson } from "@/api/dashboards";
import { Wall } from "@/components/Wall";
import { rekinded } from "@/lib/rekind";
import { written } from "@/lib/requests";
import { allWidgets, widgetOf } from "@/widgets/catalogue";
import { Frame } from "@/widgets/frame/Frame";
import type { Scene } from "@/widgets/widget";
import classes from "./WidgetEditor.module.css";

type Props = {
  widget: WidgetJson | null;
  scene: Scene;
  onCancel: () => void;
  groups: Array<{ at: number; title: string }>;
  onDone: (widget: WidgetJson, group: number | null) => void;
};

export default function WidgetEditor({ widget, groups, scene, onCancel, onDone }: Props) {
  const [definition, setDefinition] = useState<Definition>(
    widget?.definition ?? widgetOf("timeseries")?.initial ?? { type: "note" },
  );
  const [text, setText] = useState(() => JSON.stringify(definition, null, 2));
  const [group, setGroup] = useState("");
  const [mode, setMode] = useState("form");
  const [rested] = useDebouncedValue(definition, 500);
  // Until a query that was added is written, the graph stays as it is.
  const seen = useRef(rested);
  if (written(rested)) seen.current = rested;
  const known = widgetOf(definition.type);
  const change = (next: Definition) => {
    setDefinition(next);
    setText(JSON.stringify(next, null, 2));
  };
  const typed = (json: string) => {
    setText(json);
    const next = parsed(json);
    if (next) setDefinition(next);
  };
  const wrong = mode === "json" && !parsed(text);
  return (
    <Modal opened onClose={onCancel} size="xl" title={widget ? "Edit widget" : "Add widget"}>
      <Stack>
        <Box className={classes.seen}>
          <Frame widget={{ definition: seen.current }} scene={scene} />
        </Box>
        <Group justify="space-between">
          <Select
            aria-label="Kind of widget"
            allowDeselect={false}
            searchable
            // A group would lose what is in it.
            disabled={widget?.definition.type === "group"}
            data={allWidgets()
              .filter((one) => one.type === definition.type || !(one.absent || (widget && one.type === "group")))
              .map((one) => ({ value: one.type, label: one.name }))}
            value={known?.type ?? null}
            placeholder={definition.type}
            onChange={(type) => {
              const next = widgetOf(type ?? "")?.initial;
              if (next) change(rekinded(definition, next));
            }}
          />
          {!widget && groups.length > 0 && definition.type !== "group" && (
            <Select
              aria-label="Where it goes"
              allowDeselect={false}
              data={[
                { value: "", label: "On the dashboard" },
                ...groups.map(({ at, title }) => ({ value: String(at), label: `In ${title}` })),
              ]}
              value={group}
              onChange={(next) => setGroup(next ?? "")}
            />
          )}
          <SegmentedControl
            size="xs"
            data={[
              { value: "form", label: "Form" },
              { value: "json", label: "JSON" },
            ]}
            value={mode}
            onChange={setMode}
          />
        </Group>
        {mode === "json" || !known ? (
          <JsonInput
            aria-label="JSON"
            autosize
            minRows={8}
            maxRows={20}
            value={text}
            onChange={typed}
            error={wrong && "This is no JSON object with a type"}
          />
        ) : (
          <>
            {(!known.bare || definition.type === "group") && (
              <TextInput
                label="Title"
                value={String(definition.title ?? "")}
                onChange={(event) => change({ ...definition, title: event.currentTarget.value })}
              />
            )}
            {known.Form && (
              <Wall
                said="The form does not understand this widget's JSON."
                way={() => (
                  <Button size="compact-xs" variant="default" onClick={() => setMode("json")}>
                    Change the JSON
                  </Button>
                )}
              >
                <known.Form definition={definition} onChange={change} />
              </Wall>
            )}
          </>
        )}
        <Group justify="flex-end" className={classes.end}>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button
            disabled={wrong}
            onClick={() => onDone({ ...widget, definition }, group === "" ? null : Number(group))}
          >
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function parsed(text: string): Definition | null {
  try {
    const found = JSON.parse(text) as unknown;
    return typeof found === "object" && found !== null && typeof (found as Definition).type === "string"
      ? (found as Definition)
      : null;
  } catch {
    return null;
  }
}
