/** The nodes of a host map with their figures and groups. */

import { useMemo } from "react";
import { type Host, useHosts } from "@/api/hosts";
import { type Scalars, useScalars } from "@/api/query";
import { groupsOf, type Node } from "@/lib/hexes";
import type { HostMap } from "@/lib/hostmap";
import { type Asked, askedOf, foreignSources } from "@/lib/requests";
import { fillSearch } from "@/lib/templates";
import { formatUnit, type Unit } from "@/lib/units";
import type { Scene } from "../widget";

type Figures = { of: Map<string, { value: number; tags: string[] }>; unit: Unit | null };

/** The tags of a host, of every source. */
export const tagsOf = (host: Host): string[] => [...new Set(Object.values(host.tags_by_source).flat())];

/** What each node's figure is: by the last tag that tells nodes apart, its host by preference. */
function figures(data: Scalars | undefined, asked: Asked): Figures {
  const of: Figures["of"] = new Map();
  const groups = data?.groups ?? [];
  const host = groups.findIndex((name) => name === "host" || name.endsWith("_name") || name.endsWith("_id"));
  const at = host >= 0 ? host : groups.length - 1;
  for (const { tags, values } of data?.rows ?? []) {
    const name = tags[at];
    const value = values[0];
    if (!name || name === "N/A" || typeof value !== "number" || of.has(name)) continue;
    of.set(name, { value, tags: tags.map((tag, index) => `${groups[index]}:${tag}`) });
  }
  return { of, unit: formatUnit(asked.formulas[0]?.number_format) ?? data?.units[0] ?? null };
}

/** Hosts, or what else the figures are grouped by, with colour and size. */
export function useNodes(map: HostMap, scene: Pick<Scene, "range" | "variables">) {
  const { range, variables } = scene;
  const fill = askedOf(map.fill, variables);
  const size = askedOf(map.size, variables);
  const foreign = foreignSources([fill, size]);
  const filled = useScalars(fill, range, foreign.length === 0);
  const sized = useScalars(size, range, foreign.length === 0);
  const hosts = map.node === "host";
  const filter = fillSearch(map.filter, variables)
    .replace(/\bAND\b/g, " ")
    .replace(/[()]/g, " ")
    .trim();
  const listed = useHosts(filter === "*" ? "" : filter, "host_name", "asc", hosts);
  const { group, groupless, measureless } = map;
  const groups = group.join("\u0000");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `groups` stands for `group`, the data for what was asked
  const made = useMemo(() => {
    const [colors, sizes] = [figures(filled.data, fill), figures(sized.data, size)];
    const known = hosts
      ? (listed.data?.host_list ?? []).map((one) => ({ name: one.name, tags: [`host:${one.name}`, ...tagsOf(one)] }))
      : [...colors.of].map(([name, { tags }]) => ({ name, tags }));
    const nodes = known
      .map(
        ({ name, tags }): Node => ({
          name,
          groups: groupsOf(tags, group),
          fill: colors.of.get(name)?.value ?? null,
          size: sizes.of.get(name)?.value ?? null,
        }),
      )
      .filter((node) => groupless || !node.groups.some((one, at) => one === `no ${group[at]}`))
      .filter((node) => measureless || node.fill !== null || !map.fill);
    return { nodes, fillUnit: colors.unit, sizeUnit: sizes.unit };
  }, [filled.data, sized.data, listed.data, groups, groupless, measureless, hosts]);
  return {
    ...made,
    hosts: listed.data,
    foreign,
    error: filled.error ?? sized.error ?? (hosts ? listed.error : null),
    isLoading: filled.isLoading || sized.isLoading || (hosts && listed.isLoading),
    fillName: fill.names[0],
    sizeName: size.names[0],
  };
}
