/** hostmap: hosts as hexagons, coloured by one figure and as large as another, in groups. */

import { Box, Stack, TagsInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { ColorScale, Hexagons } from "@/components/Hexagons";
import { QueryInput } from "@/components/QueryInput";
import { domain } from "@/lib/hexes";
import { hostMapOf } from "@/lib/hostmap";
import { RAMP_NAMES } from "@/lib/palettes";
import type { Request } from "@/lib/requests";
import { CommonForm } from "./frame/CommonForm";
import { Fields, SelectField, SwitchField, TextField } from "./frame/fields";
import { useNodes } from "./frame/nodes";
import { instead } from "./frame/notices";
import type { FormProps, ViewProps, Widget } from "./widget";

type Style = { palette?: string; palette_flip?: boolean; fill_min?: string | number; fill_max?: string | number };

const bound = (given: string | number | undefined): number | undefined => {
  const value = Number.parseFloat(String(given ?? ""));
  return Number.isNaN(value) ? undefined : value;
};

function View({ definition, scene }: ViewProps) {
  const map = hostMapOf(definition);
  const { nodes, fillUnit, sizeUnit, hosts, fillName, ...state } = useNodes(map, scene);
  const navigate = useNavigate();
  const query = map.node === "host" ? map.filter || (fillName ?? "hosts") : `${map.node}s: ${fillName ?? ""}`;
  const notice = instead({ ...state, query }, nodes.length > 0);
  if (notice) return notice;
  const style = ((definition.style ?? {}) as Style) ?? {};
  const look = {
    ends: domain(nodes, bound(style.fill_min), bound(style.fill_max)),
    palette: style.palette ?? "green_to_orange",
    flip: style.palette_flip === true,
    fillUnit,
  };
  const down = new Set((hosts?.host_list ?? []).filter((one) => !one.up).map((one) => one.name));
  return (
    <Box style={{ height: "100%", display: "flex", flexDirection: "column", gap: 4 }}>
      <Box style={{ flex: 1, minHeight: 0, position: "relative" }}>
        <Hexagons
          nodes={nodes}
          {...look}
          sizeUnit={sizeUnit}
          sized={map.size !== undefined}
          faded={down}
          label={`${nodes.length} ${map.node}s`}
          onOpen={
            map.node === "host"
              ? (host) => void navigate({ to: "/hosts", search: { view: "map", host } as never })
              : undefined
          }
        />
      </Box>
      {map.fill && <ColorScale {...look} title={fillName} />}
    </Box>
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const change = (part: Record<string, unknown>) => onChange({ ...definition, ...part });
  const style = { of: definition.style, onChange: (next: unknown) => change({ style: next }) };
  const own = { of: definition, onChange: (next: unknown) => onChange(next as FormProps["definition"]) };
  const texts = (given: unknown) => (Array.isArray(given) ? given.map(String) : []);
  const requests = definition.requests as { fill?: Request; size?: Request } | undefined;
  if (Array.isArray(requests)) return <CommonForm {...props} />;
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
      <Fields>
        <SelectField {...style} label="Colours" member="palette" standard="green_to_orange" data={RAMP_NAMES} />
        <TextField {...style} label="From" member="fill_min" placeholder="smallest" width={90} />
        <TextField {...style} label="To" member="fill_max" placeholder="largest" width={90} />
        <SwitchField {...style} label="Other way round" member="palette_flip" />
      </Fields>
      <Fields>
        <SwitchField {...own} label="Hosts without a group" member="no_group_hosts" standard />
        <SwitchField {...own} label="Hosts without the metric" member="no_metric_hosts" standard />
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
