/** The nodes of a host map with their figures and groups. */

import { useMemo } from "react";
import { type Host, useHosts } from "@/api/hosts";
import { type Scalars, useScalars } from "@/api/query";
import { lookOf } from "@/lib/conditional";
import { groupsOf, type Node } from "@/lib/hexes";
import { type HostMap, NAMED_BY } from "@/lib/hostmap";
import { type Asked, askedOf, foreignSources } from "@/lib/requests";
import { fillSearch } from "@/lib/templates";
import { formatUnit, type Unit } from "@/lib/units";
import type { Scene } from "../widget";

type Figures = { of: Map<string, { value: number; tags: string[] }>; unit: Unit | null };

/** The tags of a host, of every source. */
export const tagsOf = (host: Host): string[] => [...new Set(Object.values(host.tags_by_source).flat())];

/** What each node's figure is, by the tag that names nodes of its kind. */
function figures(data: Scalars | undefined, asked: Asked, kind: string): Figures {
  const of: Figures["of"] = new Map();
  const groups = data?.groups ?? [];
  const own = (NAMED_BY[kind] ?? []).map((name) => groups.indexOf(name)).find((one) => one >= 0);
  const named = kind === "host" ? -1 : groups.findIndex((name) => name.endsWith("_name") || name.endsWith("_id"));
  const at = own ?? (named >= 0 ? named : groups.length - 1);
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
  const groups = [...group, JSON.stringify(map.formats)].join("\u0000");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `groups` stands for `group` and `formats`, the data for what was asked
  const made = useMemo(() => {
    const [colors, sizes] = [figures(filled.data, fill, map.node), figures(sized.data, size, map.node)];
    const known = hosts
      ? (listed.data?.host_list ?? []).map((one) => ({ name: one.name, tags: [`host:${one.name}`, ...tagsOf(one)] }))
      : [...colors.of].map(([name, { tags }]) => ({ name, tags }));
    const nodes = known
      .map(({ name, tags }): Node => {
        const value = colors.of.get(name)?.value ?? null;
        const look = lookOf(value, map.formats);
        const color = look.background ?? look.color;
        const size = sizes.of.get(name)?.value ?? null;
        return { name, groups: groupsOf(tags, group), fill: value, size, ...(color && { color }) };
      })
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

const NOTHING: HostMap = {
  node: "",
  fill: undefined,
  size: undefined,
  group: [],
  filter: "",
  groupless: true,
  measureless: true,
};

/** The nodes that a map's own nodes hold, each within its parent; the nodes themselves where it nests none. */
export function useNested(map: HostMap, scene: Pick<Scene, "range" | "variables">) {
  const outer = useNodes(map, scene);
  const key = NAMED_BY[map.node]?.[0] ?? "host";
  const child = map.child && { ...map.child, group: [key, ...map.child.group] };
  const inner = useNodes(child ?? NOTHING, scene);
  const parents = useMemo(() => new Map(outer.nodes.map((one) => [one.name, one])), [outer.nodes]);
  const nested = useMemo(
    () =>
      inner.nodes.flatMap((node): Node[] => {
        const parent = parents.get(node.groups[0] ?? "");
        return parent ? [{ ...node, groups: [...parent.groups, ...node.groups] }] : [];
      }),
    [inner.nodes, parents],
  );
  if (!map.child) return { ...outer, shown: map, parents: undefined };
  return {
    ...inner,
    nodes: nested,
    shown: map.child,
    parents: { nodes: outer.nodes, unit: outer.fillUnit },
    hosts: inner.hosts ?? outer.hosts,
    foreign: [...outer.foreign, ...inner.foreign],
    error: outer.error ?? inner.error,
    isLoading: outer.isLoading || inner.isLoading,
  };
}
