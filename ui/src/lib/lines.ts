/** From the API's series to lines of a graph. */

import { edgeOf, ownTags, withBands } from "./bands";
import { seriesColor } from "./colors";
import type { Line, Style } from "./plot";
import { withGaps } from "./plot";

type Series = {
  metric: string;
  display_name: string;
  scope: string;
  expression: string;
  tag_set: readonly string[];
  pointlist: ReadonlyArray<readonly [number, number | null]>;
  interval: number;
  unit?: ReadonlyArray<{ name: string } | null> | null;
  query_index: number;
};

/** What a series is called: its alias and its tags, or what was asked for. */
export function seriesName(series: Series, alias?: string, several = false): string {
  const tags = ownTags(series.tag_set).join(", ");
  if (alias) return tags ? `${alias} ${tags}` : alias;
  if (!tags) return series.expression || series.display_name;
  return several ? `${series.metric} ${tags}` : tags;
}

type Look = {
  style: Style;
  palette?: string | undefined;
  alias?: string | undefined;
  dash?: number[] | undefined;
  width?: number | undefined;
  unit?: string | undefined;
};

/** The lines of an answer; `look` says how those of a query (by its index) are drawn. */
export function linesOf(series: readonly Series[], look: (queryIndex: number) => Look, several = false): Line[] {
  const used = new Map<string, number>();
  const lines = series.map((one): Line => {
    const { style, palette, alias, dash, width, unit } = look(one.query_index);
    const index = used.get(palette ?? "") ?? 0;
    if (!edgeOf(one.tag_set)) used.set(palette ?? "", index + 1);
    return {
      label: seriesName(one, alias, several),
      points: withGaps(one.pointlist, one.interval),
      style,
      color: seriesColor(index, palette),
      unit: unit ?? one.unit?.[0]?.name ?? null,
      ...(dash && { dash }),
      ...(width && { width }),
    };
  });
  return withBands(series, lines);
}
