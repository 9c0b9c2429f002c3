/** The map of hosts: what colours, sizes and groups them is chosen above it and kept in the URL. */

import { Box, Group, MultiSelect, NumberInput, Select, Skeleton, Switch } from "@mantine/core";
import { useMemo } from "react";
import { type Host, useHosts } from "@/api/hosts";
import { useMetricNames } from "@/api/metrics";
import { ColorScale, Hexagons } from "@/components/Hexagons";
import { useTime } from "@/components/range";
import { Failure } from "@/components/states";
import { useParams, useSetParams } from "@/components/url";
import { domain } from "@/lib/hexes";
import { RAMP_NAMES } from "@/lib/palettes";
import { tagsOf, useNodes } from "@/widgets/frame/nodes";
import { requestFor, USUAL } from "./fill";
import classes from "./HostMap.module.css";

type Props = { filter: string; selected: string | undefined; onOpen: (host: string) => void };

const NONE: never[] = [];
/** Figures of hosts are those of now. */
const RECENT_S = 900;

export function HostMap({ filter, selected, onOpen }: Props) {
  const params = useParams();
  const change = useSetParams();
  const { range: page } = useTime();
  const range = useMemo(() => ({ from: page.to - RECENT_S, to: page.to }), [page.to]);
  const { data: metrics = NONE } = useMetricNames(page.to - 86400);
  const fillBy = params.fillby ?? "cpu";
  const sizeBy = params.sizeby ?? "";
  const groupBy = params.groupby ? params.groupby.split(",") : [];
  const { nodes, hosts, fillUnit, sizeUnit, error, isLoading, fillName, sizeName } = useNodes(
    {
      node: "host",
      fill: requestFor(fillBy),
      size: requestFor(sizeBy),
      group: groupBy,
      filter,
      groupless: true,
      measureless: true,
    },
    { range, variables: NONE },
  );
  const every = useHosts("", "host_name", "asc");
  const keys = useMemo(() => tagKeys(every.data?.host_list ?? []), [every.data]);
  const bound = (text: string | undefined) =>
    text === undefined || Number.isNaN(Number(text)) ? undefined : Number(text);
  const [low, high] = [bound(params.fillmin), bound(params.fillmax)];
  const look = {
    ends: domain(nodes, low ?? (fillBy === "cpu" ? 0 : undefined), high),
    palette: params.palette ?? "green_to_orange",
    flip: params.flip === "1",
    fillUnit,
  };
  const down = useMemo(
    () => new Set((hosts?.host_list ?? []).filter((one) => !one.up).map((one) => one.name)),
    [hosts],
  );
  const measures = useMemo(
    () => [
      { group: "Usual", items: USUAL.map(({ value, label }) => ({ value, label })) },
      { group: "Metrics", items: metrics.map((name) => ({ value: name, label: name })) },
    ],
    [metrics],
  );
  return (
    <Box className={classes.whole}>
      <Group gap="xs" align="flex-end" mb="xs">
        <Select
          size="xs"
          w={165}
          label="Colour by"
          searchable
          limit={200}
          allowDeselect={false}
          data={measures}
          value={fillBy}
          onChange={(value) =>
            change({
              fillby: value === "cpu" ? undefined : (value ?? undefined),
              fillmin: undefined,
              fillmax: undefined,
            })
          }
        />
        <Select
          size="xs"
          w={165}
          label="Size by"
          searchable
          clearable
          limit={200}
          placeholder="all the same"
          data={measures}
          value={sizeBy || null}
          onChange={(value) => change({ sizeby: value ?? undefined })}
        />
        <MultiSelect
          size="xs"
          miw={165}
          maw={420}
          label="Group by"
          searchable
          clearable
          placeholder={groupBy.length ? "" : "no groups"}
          data={[...new Set([...groupBy, ...keys])]}
          value={groupBy}
          onChange={(value) => change({ groupby: value.length ? value.join(",") : undefined })}
        />
        <Select
          size="xs"
          w={140}
          label="Colours"
          allowDeselect={false}
          data={RAMP_NAMES.map((value) => ({ value, label: value.replace(/_/g, " ") }))}
          value={look.palette}
          onChange={(value) => change({ palette: value === "green_to_orange" ? undefined : (value ?? undefined) })}
        />
        <NumberInput
          size="xs"
          w={80}
          label="From"
          placeholder="smallest"
          value={low ?? ""}
          onChange={(value) => change({ fillmin: value === "" ? undefined : String(value) })}
        />
        <NumberInput
          size="xs"
          w={80}
          label="To"
          placeholder="largest"
          value={high ?? ""}
          onChange={(value) => change({ fillmax: value === "" ? undefined : String(value) })}
        />
        <Switch
          size="xs"
          pb={6}
          label="Other way round"
          checked={look.flip}
          onChange={(event) => change({ flip: event.currentTarget.checked ? "1" : undefined })}
        />
      </Group>
      {error && !nodes.length && <Failure error={error} />}
      {isLoading && !nodes.length ? (
        <Skeleton flex={1} />
      ) : (
        <Box className={classes.map}>
          <Box className={classes.room}>
            <Hexagons
              nodes={nodes}
              {...look}
              sizeUnit={sizeUnit}
              sized={sizeBy !== ""}
              faded={down}
              selected={selected}
              onOpen={onOpen}
              label={`${nodes.length} hosts`}
            />
          </Box>
          <Group justify="space-between" gap="xs" pt={6} wrap="nowrap">
            <ColorScale {...look} title={[fillName, sizeName && `sized by ${sizeName}`].filter(Boolean).join(", ")} />
          </Group>
        </Box>
      )}
    </Box>
  );
}

/** The keys of the tags that hosts have, the most usual first. */
function tagKeys(hosts: readonly Host[]): string[] {
  const counts = new Map<string, number>();
  for (const host of hosts) {
    const own = new Set(tagsOf(host).flatMap((tag) => (tag.includes(":") ? [tag.slice(0, tag.indexOf(":"))] : [])));
    for (const key of own) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([key]) => key);
}
