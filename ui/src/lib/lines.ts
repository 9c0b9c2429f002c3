/** From answers of the API to lines of a graph. */

import { edgeOf, type Origin, ownTags, withBands } from "./bands";
import { meantColor, seriesColor } from "./colors";
import { bridged, filled, type Line, type Style, summary, type Value } from "./plot";
import { type Asked, type FormulaStyle, type Request, textsOf } from "./requests";
import { formatUnit, type Unit } from "./units";

type Grid = {
  times: readonly number[];
  series: ReadonlyArray<{ tags: readonly string[]; formula: number; unit: Unit | null; values: readonly Value[] }>;
};
/** A request, what it asked, and what came of it. */
export type Answered = { request: Request; asked: Asked; grid: Grid | undefined };

const DASHES: Record<string, number[]> = { dashed: [8, 5], dotted: [2, 4] };
const WIDTHS: Record<string, number> = { thin: 1, thick: 3 };

const joined = (name: string, tags: string) => (tags ? `${name} ${tags}` : name);

/** Bars show holes as they are; lines go on over short ones, and areas fill them. */
function drawable(style: Style, times: readonly number[], values: readonly Value[]): readonly Value[] {
  if (style === "bars") return values;
  const line = bridged(times, values);
  return style === "area" ? filled(line) : line;
}

/** The lines of a widget's requests, in the order of their drawing. */
export function widgetLines(answers: readonly Answered[]): Line[] {
  const used = new Map<string, number>();
  const every = answers.flatMap(({ asked }) => asked.names);
  // A metric's name alone tells its line from the others, unless two queries are of one metric.
  const short = new Set(every.map(shortened)).size === every.length;
  const origins: Origin[] = [];
  const lines = answers.flatMap(({ request, asked, grid }, part) => {
    const texts = textsOf(asked);
    return ordered(grid?.series ?? [], request.style?.order_by).map((one): Line => {
      const query = texts[one.formula] ?? "";
      const formula = asked.formulas[one.formula];
      const style = styleOf(request.display_type);
      const tags = ownTags(one.tags, query);
      const text = tags.join(", ");
      const name = asked.names[one.formula] ?? "";
      const named = asked.aliased[one.formula] || !text || every.length > 1;
      const full = asked.aliased[one.formula] || !(text || (short && every.length > 1));
      const dash = DASHES[request.style?.line_type ?? ""];
      const width = WIDTHS[request.style?.line_width ?? ""];
      origins.push({ key: `${part} ${one.formula}`, text: query });
      return {
        label: named ? joined(full ? name : shortened(name), text) : text,
        tags: one.tags,
        times: grid?.times ?? [],
        values: drawable(style, grid?.times ?? [], one.values),
        style,
        color: colorOf(used, tags, request.style?.palette, formula?.style, Boolean(edgeOf(one.tags, query))),
        unit: formatUnit(formula?.number_format) ?? one.unit,
        ...(dash && { dash }),
        ...(width && { width }),
        ...(request.on_right_yaxis && { right: true }),
        ...(request.style?.has_value_labels && { labelled: true }),
      };
    });
  });
  return withBands(lines, (index) => origins[index] ?? { key: "", text: "" });
}

export const styleOf = (display: string | undefined): Style =>
  display === "bars" || display === "area" ? display : "line";

/** A query is told by its metric alone. */
const shortened = (name: string) => /^\w+:([\w.]+)\{[^{}]*\}/.exec(name)?.[1] ?? name;

function colorOf(
  used: Map<string, number>,
  tags: readonly string[],
  shared: string | undefined,
  own: FormulaStyle | undefined,
  edge: boolean,
): string {
  const palette = own?.palette ?? shared ?? "dog_classic";
  const meant =
    palette === "semantic" || tags.some((tag) => /^(status|@?level):/.test(tag))
      ? tags.map((tag) => meantColor(tag.slice(tag.indexOf(":") + 1))).find((color) => color !== undefined)
      : undefined;
  if (meant) return meant;
  if (own?.palette_index !== undefined) return seriesColor(own.palette_index, palette);
  const index = used.get(palette) ?? 0;
  if (!edge) used.set(palette, index + 1);
  return seriesColor(index, palette);
}

type Row = Grid["series"][number];

/** By name as they came, or the largest first. */
function ordered(series: readonly Row[], by: string | undefined): readonly Row[] {
  if (by !== "values") return series;
  return series
    .map((row) => ({ row, size: summary(row.values).avg ?? Number.NEGATIVE_INFINITY }))
    .sort((a, b) => b.size - a.size)
    .map(({ row }) => row);
}
