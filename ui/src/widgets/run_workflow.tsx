/** run_workflow: a button of a workflow; Vizsla runs none and says so. */

import { Button, Code, Popover, Stack, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { fillText } from "@/lib/templates";
import { Fields, own, TextField } from "./frame/fields";
import type { ViewProps, Widget } from "./widget";

type Input = { name?: string; value?: string };

function View({ definition, scene }: ViewProps) {
  const inputs = (Array.isArray(definition.inputs) ? definition.inputs : []) as Input[];
  const filled = inputs.map(({ name, value }) => `${name ?? ""} = ${fillText(String(value ?? ""), scene.variables)}`);
  return (
    <Stack h="100%" align="center" justify="center" data-notice="product">
      <Popover withArrow width={300}>
        <Popover.Target>
          <Button variant="default" leftSection={<IconPlayerPlay size={14} />}>
            Run workflow
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap={4}>
            <Text size="sm">
              Vizsla runs no workflows. The widget is kept as it is and works where its workflow lives.
            </Text>
            <Text size="xs" c="dimmed">
              Workflow {String(definition.workflow_id ?? "without an id")}
            </Text>
            {filled.length > 0 && <Code block>{filled.join("\n")}</Code>}
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Stack>
  );
}

export const widget: Widget = {
  type: "run_workflow",
  name: "Run workflow",
  size: { width: 2, height: 1 },
  initial: { type: "run_workflow", title: "", workflow_id: "" },
  example: {
    type: "run_workflow",
    title: "Restart",
    workflow_id: "2e055f16-8b6a-4cdd-b452-17a34c44b160",
    inputs: [{ name: "environment", value: "$env.value" }],
  },
  View,
  Form: (props) => (
    <Fields>
      <TextField {...own(props)} member="workflow_id" label="Workflow's id" width={320} />
    </Fields>
  ),
  absent: true,
};
