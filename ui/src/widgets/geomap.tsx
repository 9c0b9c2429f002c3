/** geomap: figures by country on a map of the world. */

import { Box, Skeleton, Stack } from "@mantine/core";
import { lazy, Suspense, useMemo } from "react";
import { ColorScale } from "@/components/Hexagons";
import type { Shade } from "@/components/WorldMap";
import { lookOf } from "@/lib/conditional";
import { value as formatted } from "@/lib/format";
import { domain } from "@/lib/hexes";
import { RAMP_NAMES, ramp } from "@/lib/palettes";
import { formatsOf, requestsOf } from "@/lib/requests";
import { fillText } from "@/lib/templates";
import { CommonForm } from "./frame/CommonForm";
import { FormatsForm } from "./frame/FormatsForm";
import { Fields, SelectField, SwitchField, TextField } from "./frame/fields";
import { instead } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import { useValues } from "./frame/values";
import type { FormProps, ViewProps, Widget } from "./widget";

// The shapes of countries are larger than many a page, and few dashboards have a map.
const WorldMap = lazy(() => import("@/components/WorldMap"));

function View({ definition, scene }: ViewProps) {
  const request = requestsOf(definition)[0];
  const { data, ...state } = useValues(request, scene);
  const style = (definition.style ?? {}) as { palette?: string; palette_flip?: boolean };
  const palette = style.palette ?? "hostmap_blues";
  const flip = style.palette_flip === true;
  const formats = formatsOf(request);
  const rules = JSON.stringify(formats);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `rules` stands for `formats`
  const found = useMemo(() => {
    const country = Math.max(
      0,
      (data?.groups ?? []).findIndex((name) => /country|iso|geo/i.test(name)),
    );
    const sums = new Map<string, number>();
    for (const { tags, values } of data?.rows ?? []) {
      const name = tags[country];
      if (name && values[0] !== null && values[0] !== undefined) sums.set(name, (sums.get(name) ?? 0) + values[0]);
    }
    const nodes = [...sums].map(([name, fill]) => ({ name, groups: [], fill, size: null }));
    const ends = domain(nodes, nodes.every((one) => one.fill >= 0) ? 0 : undefined, undefined);
    const color = ramp(palette, flip);
    const shades = new Map(
      nodes.map(({ name, fill }): [string, Shade] => {
        const look = lookOf(fill, formats);
        const own = look.background ?? look.color ?? color((fill - ends[0]) / (ends[1] - ends[0]));
        return [name, { color: own, text: formatted(fill, data?.units[0]) }];
      }),
    );
    return { shades, ends };
  }, [data, palette, flip, rules]);
  const notice = instead(state, found.shades.size > 0);
  if (notice) return notice;
  const focus = String((definition.view as { focus?: string } | undefined)?.focus ?? "WORLD");
  const title = fillText(String(definition.title || "Map of the world"), scene.variables);
  return (
    <Box style={{ height: "100%", display: "flex", flexDirection: "column" }}>
      <Box style={{ flex: 1, minHeight: 0, position: "relative" }}>
        <Suspense fallback={<Skeleton height="100%" />}>
          <WorldMap shades={found.shades} focus={focus} label={title} />
        </Suspense>
      </Box>
      {!formats.length && (
        <ColorScale
          ends={found.ends}
          palette={palette}
          flip={flip}
          fillUnit={data?.units[0] ?? null}
          title={data?.names[0]}
        />
      )}
    </Box>
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const style = { of: definition.style, onChange: (next: unknown) => onChange({ ...definition, style: next }) };
  return (
    <Stack gap="sm">
      <RequestsForm {...props} kind="scalar" />
      <Fields>
        <SelectField {...style} label="Colours" member="palette" standard="hostmap_blues" data={RAMP_NAMES} />
        <SwitchField {...style} label="Other way round" member="palette_flip" />
        <TextField
          label="Look at"
          of={definition.view}
          member="focus"
          placeholder="WORLD, or DE"
          width={120}
          onChange={(view) => onChange({ ...definition, view: { focus: "WORLD", ...view } })}
        />
      </Fields>
      <FormatsForm {...props} />
      <CommonForm {...props} />
    </Stack>
  );
}

const byCountry = {
  response_format: "scalar",
  queries: [
    {
      name: "query1",
      data_source: "logs",
      search: { query: "*" },
      indexes: ["*"],
      compute: { aggregation: "count" },
      group_by: [{ facet: "@network.client.geoip.country.iso_code", limit: 250 }],
    },
  ],
  formulas: [{ formula: "query1" }],
};

export const widget: Widget = {
  type: "geomap",
  name: "Map of countries",
  size: { width: 6, height: 4 },
  initial: {
    type: "geomap",
    title: "",
    requests: [byCountry],
    style: { palette: "hostmap_blues", palette_flip: false },
    view: { focus: "WORLD" },
  },
  example: {
    type: "geomap",
    title: "Requests by country",
    requests: [byCountry],
    style: { palette: "hostmap_blues", palette_flip: false },
    view: { focus: "WORLD" },
  },
  View,
  Form,
};
