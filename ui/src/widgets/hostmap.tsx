/** hostmap: hosts as hexagons, coloured by one figure and as large as another, in groups, or what they hold within them. */

import { Box, Button, Stack, TagsInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { ColorScale, Hexagons } from "@/components/Hexagons";
import { QueryInput } from "@/components/QueryInput";
import { value as formatted } from "@/lib/format";
import { domain, type Node, type Told } from "@/lib/hexes";
import { asNew, type HostMap, hostMapOf } from "@/lib/hostmap";
import { ramp } from "@/lib/palettes";
import type { Request } from "@/lib/requests";
import type { Unit } from "@/lib/units";
import { CommonForm } from "./frame/CommonForm";
import { Fields, SwitchField } from "./frame/fields";
import { InfrastructureForm, MapStyleFields } from "./frame/InfrastructureForm";
import { useNested } from "./frame/nodes";
import { instead } from "./frame/notices";
import type { FormProps, ViewProps, Widget } from "./widget";

const bound = (given: string | number | undefined): number | undefined => {
  const value = Number.parseFloat(String(given ?? ""));
  return Number.isNaN(value) ? undefined : value;
};

const look = (map: HostMap, nodes: readonly Node[], fillUnit: Unit | null) => ({
  ends: domain(nodes, bound(map.style?.fill_min), bound(map.style?.fill_max)),
  palette: map.style?.palette ?? "green_to_orange",
  flip: map.style?.palette_flip === true,
  fillUnit,
});

function View({ definition, scene }: ViewProps) {
  const map = hostMapOf(definition);
  const { nodes, fillUnit, sizeUnit, hosts, fillName, shown, parents, ...state } = useNested(map, scene);
  const navigate = useNavigate();
  const query = shown.node === "host" ? shown.filter || (fillName ?? "hosts") : `${shown.node}s: ${fillName ?? ""}`;
  const notice = instead({ ...state, query }, nodes.length > 0);
  if (notice) return notice;
  const colours = look(shown, nodes, fillUnit);
  const down = new Set((hosts?.host_list ?? []).filter((one) => !one.up).map((one) => one.name));
  return (
    <Box style={{ height: "100%", display: "flex", flexDirection: "column", gap: 4 }}>
      <Box style={{ flex: 1, minHeight: 0, position: "relative" }}>
        <Hexagons
          nodes={nodes}
          {...colours}
          told={parents && told(map, parents.nodes, parents.unit)}
          sizeUnit={sizeUnit}
          sized={shown.size !== undefined}
          faded={down}
          label={`${nodes.length} ${shown.node}s`}
          onOpen={
            shown.node === "host"
              ? (host) => void navigate({ to: "/hosts", search: { view: "map", host } as never })
              : undefined
          }
        />
      </Box>
      {shown.fill && !shown.formats && <ColorScale {...colours} title={fillName} />}
    </Box>
  );
}

/** What the box of each parent tells: its own figure. */
function told(map: HostMap, nodes: readonly Node[], unit: Unit | null): ReadonlyMap<string, Told> | undefined {
  if (!map.fill) return undefined;
  const { ends, palette, flip } = look(map, nodes, unit);
  const color = ramp(palette, flip);
  return new Map(
    nodes.flatMap(({ name, fill, color: own }) =>
      fill === null
        ? []
        : [
            [
              name,
              { color: own ?? color((fill - ends[0]) / (ends[1] - ends[0])), text: formatted(fill, unit) },
            ] as const,
          ],
    ),
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const change = (part: Record<string, unknown>) => onChange({ ...definition, ...part });
  const style = { of: definition.style, onChange: (next: unknown) => change({ style: next }) };
  const own = { of: definition, onChange: (next: unknown) => onChange(next as FormProps["definition"]) };
  const texts = (given: unknown) => (Array.isArray(given) ? given.map(String) : []);
  const requests = definition.requests as { fill?: Request; size?: Request } | undefined;
  if (Array.isArray(requests)) return <InfrastructureForm {...props} />;
  return (
    <Stack gap="sm">
      <QueryInput
        label="Colour by"
        value={requests?.fill?.q ?? ""}
        onChange={(q) => change({ requests: { ...requests, fill: { q } } })}
      />
      <QueryInput
        label="Size by"
        value={requests?.size?.q ?? ""}
        onChange={(q) => {
          const { size: _, ...rest } = requests ?? {};
          change({ requests: q ? { ...rest, size: { q } } : rest });
        }}
      />
      <TagsInput
        size="xs"
        label="Groups, from outside to inside"
        placeholder="availability-zone"
        value={texts(definition.group)}
        onChange={(group) => change({ group })}
      />
      <TagsInput
        size="xs"
        label="Only hosts with"
        placeholder="env:prod"
        value={texts(definition.scope)}
        onChange={(scope) => change({ scope })}
      />
      <MapStyleFields {...style} />
      <Fields>
        <SwitchField {...own} label="Hosts without a group" member="no_group_hosts" standard />
        <SwitchField {...own} label="Hosts without the metric" member="no_metric_hosts" standard />
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => onChange(asNew(definition) as FormProps["definition"])}
        >
          Nest, formulas, other sources
        </Button>
      </Fields>
      <CommonForm {...props} />
    </Stack>
  );
}

const fill = { q: "avg:system.cpu.user{*} by {host}" };

export const widget: Widget = {
  type: "hostmap",
  name: "Host map",
  size: { width: 6, height: 4 },
  initial: { type: "hostmap", title: "", node_type: "host", requests: { fill }, group: [], scope: [] },
  example: {
    type: "hostmap",
    title: "Hosts by CPU and memory",
    node_type: "host",
    requests: { fill, size: { q: "avg:system.mem.used{*} by {host}" } },
    group: ["env"],
    scope: [],
    style: { palette: "YlOrRd", fill_min: "0" },
  },
  View,
  Form,
};
