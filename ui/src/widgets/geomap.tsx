/** geomap: figures by country on a map of the world, or records as points on it. */

import { Box, SegmentedControl, Skeleton, Stack, TagsInput, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useMemo } from "react";
import { ColorScale } from "@/components/Hexagons";
import type { Point, Shade } from "@/components/WorldMap";
import { meantColor, nameColor, statusColor } from "@/lib/colors";
import { lookOf } from "@/lib/conditional";
import { value as formatted } from "@/lib/format";
import { domain } from "@/lib/hexes";
import { RAMP_NAMES, ramp } from "@/lib/palettes";
import { placesOf } from "@/lib/places";
import { columnsOf, fieldText } from "@/lib/record-fields";
import { formatsOf, requestsOf } from "@/lib/requests";
import { fillSearch, fillText } from "@/lib/templates";
import { CommonForm } from "./frame/CommonForm";
import { FormatsForm } from "./frame/FormatsForm";
import { Fields, SearchField, SelectField, SwitchField, TextField } from "./frame/fields";
import { Foreign, instead } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import { KINDS, LISTS } from "./frame/streams";
import { useValues } from "./frame/values";
import type { FormProps, Scene, ViewProps, Widget } from "./widget";

// The shapes of countries are larger than many a page, and few dashboards have a map.
const WorldMap = lazy(() => import("@/components/WorldMap"));

const CODE = /^[a-z]{2,3}$/i;

function View({ definition, scene }: ViewProps) {
  const request = requestsOf(definition).find((one) => !isLayer(one));
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
      // What has no country has no place in the scale either.
      if (name && CODE.test(name) && values[0] !== null && values[0] !== undefined)
        sums.set(name, (sums.get(name) ?? 0) + values[0]);
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
  const layer = pointsOf(definition);
  const notice = instead(state, (data?.rows.length ?? 0) > 0);
  if (notice && !layer) return notice;
  const focus = String((definition.view as { focus?: string } | undefined)?.focus ?? "WORLD");
  const title = fillText(String(definition.title || "Map of the world"), scene.variables);
  const map = (points: readonly Point[] = []) => (
    <Suspense fallback={<Skeleton height="100%" />}>
      <WorldMap shades={found.shades} points={points} focus={focus} label={title} />
    </Suspense>
  );
  return (
    <Box style={{ height: "100%", display: "flex", flexDirection: "column" }}>
      <Box style={{ flex: 1, minHeight: 0, position: "relative" }}>
        {layer ? <Points layer={layer} scene={scene} draw={map} /> : map()}
        {!layer && !found.shades.size && <Hint>No group is the code of a country, such as DE</Hint>}
      </Box>
      {found.shades.size > 0 && !formats.length && (
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

type Layer = {
  response_format?: string;
  query?: { data_source?: string; query_string?: string };
  columns?: unknown;
  style?: { color_by?: string };
};
const isLayer = (one: unknown): one is Layer => (one as Layer).response_format === "event_list";

/** The request that puts records onto the map as points. */
const pointsOf = (definition: ViewProps["definition"]) => requestsOf(definition).find(isLayer) as Layer | undefined;

/** Why the map is empty, at its lower edge. */
const Hint = ({ children }: { children: ReactNode }) => (
  <Text size="xs" c="dimmed" ta="center" style={{ position: "absolute", insetInline: 0, bottom: 4 }}>
    {children}
  </Text>
);

type PointsProps = { layer: Layer; scene: Scene; draw: (points: readonly Point[]) => ReactNode };

function Points({ layer, scene, draw }: PointsProps) {
  const navigate = useNavigate();
  const { data_source = "", query_string = "" } = layer.query ?? {};
  const List = LISTS[data_source];
  if (!List) return <Foreign sources={[data_source.replace(/_stream$/, "") || "an unnamed source"]} />;
  const columns = columnsOf(layer.columns, ["timestamp", "service", "content"]);
  const by = layer.style?.color_by ?? "status";
  return (
    <List
      search={fillSearch(query_string, scene.variables)}
      columns={layer.columns}
      scene={scene}
      draw={(records, openOf) => {
        const places = placesOf(records, columns);
        const points = places.map(({ record, at }): Point => {
          const value = fieldText(record, by);
          const told = columns.map(({ field }) => fieldText(record, field)).filter(Boolean);
          const { to, params, search } = openOf(record);
          return {
            id: record.id,
            at,
            color: by === "status" ? statusColor(value) : (meantColor(value) ?? nameColor(value)),
            text: told.join("\n"),
            onOpen: () => void navigate({ to, params, search } as never),
          };
        });
        return (
          <>
            {draw(points)}
            {!points.length && (
              <Hint>
                {records.length
                  ? `None of the newest ${records.length} records has a latitude and a longitude`
                  : "No records in this time range"}
              </Hint>
            )}
          </>
        );
      }}
    />
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const style = { of: definition.style, onChange: (next: unknown) => onChange({ ...definition, style: next }) };
  const layer = pointsOf(definition);
  const requests = requestsOf(definition);
  const regions = requests.some((one) => !isLayer(one));
  const areas: FormProps = {
    definition: { ...definition, requests: requests.filter((one) => !isLayer(one)) },
    onChange: (next) => onChange({ ...next, requests: [...requestsOf(next), ...requests.filter(isLayer)] }),
  };
  const setLayer = (next: Layer) =>
    onChange({ ...definition, requests: requests.map((one) => (isLayer(one) ? { ...one, ...next } : one)) });
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        aria-label="Layer"
        data={[
          { value: "regions", label: "Countries by a figure" },
          { value: "points", label: "Records as points" },
        ]}
        value={layer ? "points" : "regions"}
        onChange={(next) => onChange({ ...definition, requests: [next === "points" ? asPoints : byCountry] })}
      />
      {layer && (
        <Fields>
          <SelectField
            label="Points are"
            of={layer.query}
            member="data_source"
            data={[
              { value: "logs_stream", label: "Logs" },
              { value: "trace_stream", label: "Spans" },
              { value: "event_stream", label: "Events" },
            ]}
            width={110}
            onChange={(query) => setLayer({ query })}
          />
          <TextField
            label="Coloured by"
            of={layer.style}
            member="color_by"
            placeholder="status"
            onChange={(style) => setLayer({ style })}
          />
        </Fields>
      )}
      {layer && (
        <SearchField
          label="Search"
          kind={KINDS[layer.query?.data_source ?? ""] ?? "logs"}
          of={layer.query}
          member="query_string"
          placeholder="service:web $env"
          onChange={(query) => setLayer({ query })}
        />
      )}
      {layer && (
        <TagsInput
          size="xs"
          label="Told of each"
          description="Columns that end with latitude and longitude (or lat and lon) say where a point is."
          value={columnsOf(layer.columns, []).map((one) => one.field)}
          onChange={(fields) => setLayer({ columns: fields.map((field) => ({ field, width: "auto" })) })}
        />
      )}
      {regions && <RequestsForm {...areas} kind="scalar" />}
      <Fields>
        {regions && (
          <>
            <SelectField {...style} label="Colours" member="palette" standard="hostmap_blues" data={RAMP_NAMES} />
            <SwitchField {...style} label="Other way round" member="palette_flip" />
          </>
        )}
        <TextField
          label="Look at"
          of={definition.view}
          member="focus"
          placeholder="WORLD, or DE"
          width={120}
          onChange={(view) => onChange({ ...definition, view: { focus: "WORLD", ...view } })}
        />
      </Fields>
      {regions && <FormatsForm {...areas} />}
      <CommonForm {...props} />
    </Stack>
  );
}

const WHERE = "@network.client.geoip";
const asPoints = {
  response_format: "event_list",
  query: { data_source: "logs_stream", query_string: "", indexes: [] },
  columns: ["location.latitude", "location.longitude", "country.iso_code"].map((name) => ({
    field: `${WHERE}.${name}`,
    width: "auto",
  })),
  style: { color_by: "status" },
};

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
  name: "Map of the world",
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
