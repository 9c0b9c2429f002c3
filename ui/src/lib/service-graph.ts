/** The graph of services: the part of it around one, and where its nodes stand. */

type Node = { service: string };
type Edge = { source: string; target: string };

/** The services that a filter leaves: by words in the name, with those they call and are called by. */
export function around<N extends Node, E extends Edge>(nodes: readonly N[], edges: readonly E[], service: string) {
  const wanted = service.trim().toLowerCase();
  if (!wanted || wanted === "*") return { nodes: [...nodes], edges: [...edges] };
  const exact = nodes.filter((one) => one.service.toLowerCase() === wanted);
  const chosen = exact.length ? exact : nodes.filter((one) => one.service.toLowerCase().includes(wanted));
  const near = new Set(chosen.map((one) => one.service));
  const direct = edges.filter((one) => near.has(one.source) || near.has(one.target));
  const seen = new Set([...near, ...direct.flatMap((one) => [one.source, one.target])]);
  return {
    nodes: nodes.filter((one) => seen.has(one.service)),
    edges: edges.filter((one) => seen.has(one.source) && seen.has(one.target)),
  };
}

export type Point = { x: number; y: number };
export type Placed<N, E> = {
  nodes: Array<{ node: N } & Point>;
  edges: Array<{ edge: E; points: Point[] }>;
  width: number;
  height: number;
};
export const NODE = { width: 132, height: 64 };

/** Callers to the left of what they call; loads the layout when it is first needed. */
export async function placed<N extends Node, E extends Edge>(
  nodes: readonly N[],
  edges: readonly E[],
): Promise<Placed<N, E>> {
  const dagre = await import("@dagrejs/dagre");
  const graph = new dagre.Graph().setGraph({ rankdir: "LR", nodesep: 18, ranksep: 70, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { service } of nodes) graph.setNode(service, { ...NODE });
  for (const { source, target } of edges) graph.setEdge(source, target);
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    nodes: nodes.map((node) => {
      const { x, y } = graph.node(node.service) as Point;
      return { node, x, y };
    }),
    edges: edges.map((edge) => ({
      edge,
      points: (graph.edge(edge.source, edge.target) as { points: Point[] }).points,
    })),
    width,
    height,
  };
}
