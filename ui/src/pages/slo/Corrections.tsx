/** Times that an objective leaves out: maintenance, deployments; once or recurring. */

import {
  ActionIcon,
  Box,
  Button,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { type Correction, createCorrection, deleteCorrection, useCorrections } from "@/api/slos";
import { useAct, useReread } from "@/components/act";
import { done } from "@/components/notify";
import { Failure } from "@/components/states";
import { duration } from "@/lib/format";
import { dateText, fieldText } from "@/lib/time";

const CHANGED = [["slo-corrections"], ["slo-history"], ["slos"]];
const CATEGORIES = ["Scheduled Maintenance", "Outside Business Hours", "Deployment", "Other"];
const RULES = [
  { value: "", label: "Once" },
  { value: "FREQ=DAILY", label: "Every day" },
  { value: "FREQ=WEEKLY", label: "Every week" },
  { value: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", label: "On weekdays" },
  { value: "FREQ=WEEKLY;BYDAY=SA,SU", label: "At weekends" },
  { value: "FREQ=MONTHLY", label: "Every month" },
];

export function Corrections({ id }: { id: string }) {
  const { data } = useCorrections(id);
  const [open, setOpen] = useState(false);
  const act = useAct(...CHANGED);
  const reread = useReread(...CHANGED);
  return (
    <Box>
      <Group gap="xs" mb={4}>
        <Text fw={600}>Corrections</Text>
        <Button size="compact-xs" variant="default" leftSection={<IconPlus size={12} />} onClick={() => setOpen(true)}>
          Leave out a time
        </Button>
      </Group>
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          Every moment counts. A maintenance or a deployment can be left out.
        </Text>
      )}
      {data && data.length > 0 && (
        <Table.ScrollContainer minWidth={560}>
          <Table withRowBorders={false} verticalSpacing={3} striped>
            <Table.Tbody>
              {data.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td>{one.attributes.category}</Table.Td>
                  <Table.Td>{when(one.attributes)}</Table.Td>
                  <Table.Td c="dimmed">{one.attributes.description}</Table.Td>
                  <Table.Td c="dimmed">{one.attributes.creator.handle}</Table.Td>
                  <Table.Td ta="right">
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label="Delete the correction"
                      onClick={() => void act(() => deleteCorrection(one.id), "The time counts again")}
                    >
                      <IconTrash size={15} />
                    </ActionIcon>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Modal opened={open} onClose={() => setOpen(false)} title="Leave out a time">
        <Form
          id={id}
          onDone={() => {
            setOpen(false);
            void reread();
          }}
        />
      </Modal>
    </Box>
  );
}

function when({ start, end, rrule, duration: seconds, timezone }: Correction["attributes"]): string {
  const first = dateText(start * 1000);
  if (!rrule) return `${first} – ${end ? dateText(end * 1000) : ""}`;
  const rule = RULES.find((one) => one.value === rrule)?.label ?? rrule;
  const until = end ? ` until ${dateText(end * 1000)}` : "";
  return `${rule} for ${duration((seconds ?? 0) * 1e9)} from ${first} (${timezone})${until}`;
}

const seconds = (text: string) => Math.floor(new Date(text).getTime() / 1000);

function Form({ id, onDone }: { id: string; onDone: () => void }) {
  const [category, setCategory] = useState(CATEGORIES[0] as string);
  const [start, setStart] = useState(fieldText(new Date(Date.now() - 3_600_000)));
  const [hours, setHours] = useState(1);
  const [rule, setRule] = useState("");
  const [description, setDescription] = useState("");
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    const length = Math.round(hours * 3600);
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
    const first = seconds(start);
    const time = rule ? { rrule: rule, duration: length } : { end: first + length };
    try {
      await createCorrection({ slo_id: id, category, start: first, timezone, description, ...time });
      done("The time is left out");
      onDone();
    } catch (wrong) {
      setError(wrong);
    }
  };
  return (
    <Stack gap="sm">
      <Select
        label="Why"
        allowDeselect={false}
        data={CATEGORIES}
        value={category}
        onChange={(next) => setCategory(next ?? "Other")}
      />
      <TextInput
        label="From"
        type="datetime-local"
        value={start}
        onChange={(event) => setStart(event.currentTarget.value)}
      />
      <Group grow>
        <NumberInput
          label="Hours"
          min={0.1}
          step={0.5}
          value={hours}
          onChange={(next) => setHours(Number(next) || 1)}
        />
        <Select
          label="How often"
          allowDeselect={false}
          data={RULES}
          value={rule}
          onChange={(next) => setRule(next ?? "")}
        />
      </Group>
      <TextInput
        label="Description"
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {error !== null && <Failure error={error} />}
      <Group>
        <Button disabled={!start} onClick={() => void save()}>
          Leave it out
        </Button>
      </Group>
    </Stack>
  );
}
