/** An alert on an objective: which, whether its error budget is used up or burns too fast, and over what time. */

import { Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useSlo, useSlos } from "@/api/slos";
import type { Parts } from "@/lib/monitorKinds";
import { BURN_WINDOWS, burnLimit, timeframeSeconds } from "@/lib/slo";
import type { Editing } from "./edit";
import { Choice, Comparison, Words } from "./Words";

const MEASURES = [
  { value: "burn_rate", label: "the burn rate" },
  { value: "error_budget", label: "the error budget used, in %" },
];

export function Objective({ parts, ask }: Pick<Editing, "parts" | "ask">) {
  const { measure = "burn_rate", slo = "", over = "30d", long = "1h", short = "5m", comparator = ">" } = parts;
  const burning = measure === "burn_rate";
  const { data: chosen } = useSlo(slo, slo !== "");
  const frames = (chosen?.thresholds ?? []).map((one) => one.timeframe).filter((one) => timeframeSeconds(one));
  const suggested = burning ? burnLimit(over, long) : 75;
  /** Changes parts; the threshold follows to what is usual for them. */
  const choose = (change: Parts) => {
    const next = { measure, over, long, short, ...change };
    const limit = next.measure === "burn_rate" ? burnLimit(next.over, next.long) : 75;
    ask({ ...next, ...(limit !== undefined && { threshold: String(limit) }) });
  };
  const target = chosen?.thresholds.find((one) => one.timeframe === over)?.target;
  return (
    <Stack gap="xs">
      <Choose
        value={slo}
        name={chosen?.name}
        onChange={(id, frame) => choose({ slo: id, ...(frame && { over: frame }) })}
      />
      <Words>
        Alert when
        <Choice
          label="What of the objective"
          w={burning ? 150 : 230}
          data={MEASURES}
          value={measure}
          onChange={(value) => value && choose({ measure: value })}
        />
        {burning && (
          <>
            over the past
            <Choice
              label="Long and short window"
              w={170}
              data={Object.entries(BURN_WINDOWS).map(([one, other]) => ({ value: one, label: `${one}, and ${other}` }))}
              value={BURN_WINDOWS[long] === short ? long : `${long}, and ${short}`}
              onChange={(value) => {
                const twelfth = value ? BURN_WINDOWS[value] : undefined;
                if (value && twelfth) choose({ long: value, short: twelfth });
              }}
            />
          </>
        )}
        against the target over
        <Choice
          label="Timeframe"
          w={90}
          data={frames.length > 0 ? frames : [over]}
          value={over}
          onChange={(value) => value && choose({ over: value })}
        />
        is
        <Comparison data={[">", ">="]} value={comparator} onChange={(value) => ask({ comparator: value ?? ">" })} />
      </Words>
      <Text size="xs" c="dimmed">
        {burning
          ? `A burn rate of 1 uses the error budget up in just ${over}. Both windows have to burn: the long one says that it matters, the short one that it goes on.`
          : `100 % is all that may fail over ${over}${target === undefined ? "" : `: ${Number((100 - target).toFixed(6))} % of the whole`}.`}
        {suggested !== undefined && ` Suggested for these: ${suggested}.`}
      </Text>
    </Stack>
  );
}

type ChooseProps = {
  value: string;
  name: string | undefined;
  onChange: (id: string, frame: string | undefined) => void;
};

/** One of all objectives, found by its name. */
function Choose({ value, name, onChange }: ChooseProps) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed === name ? "" : typed, 200);
  const { data } = useSlos(search, 0, 50);
  const rows = data?.rows ?? [];
  const listed = rows.map((one) => ({ value: one.id, label: one.name }));
  const known = value === "" || rows.some((one) => one.id === value);
  if (data?.total === 0 && search === "" && value === "")
    return (
      <Text size="sm" c="dimmed">
        There are no SLOs yet: <Link to="/slos/new">make one</Link> first.
      </Text>
    );
  return (
    <Select
      label="SLO"
      placeholder="choose"
      searchable
      allowDeselect={false}
      maw={520}
      nothingFoundMessage="No SLO has such a name"
      filter={({ options }) => options}
      onSearchChange={setTyped}
      data={known ? listed : [{ value, label: name ?? value }, ...listed]}
      value={value || null}
      onChange={(id) => {
        const frames = rows.find((one) => one.id === id)?.overall_status.map((one) => one.timeframe) ?? [];
        if (id)
          onChange(
            id,
            frames.find((one) => timeframeSeconds(one)),
          );
      }}
    />
  );
}
