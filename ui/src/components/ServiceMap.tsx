/** Services as a map: callers to the left, what they call to the right; errors red, traffic as width. */

import { Box, Skeleton, Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type PointerEvent, useRef, useState, type WheelEvent } from "react";
import type { ServiceMap as Found, ServiceEdge, ServiceNode } from "@/api/service-map";
import { nameColor, statusColor } from "@/lib/colors";
import { digits, duration, value as formatted } from "@/lib/format";
import { NODE, type Point, placed } from "@/lib/service-graph";
import classes from "./ServiceMap.module.css";

type Props = {
  found: Pick<Found, "nodes" | "edges">;
  /** Seconds that the figures span. */
  seconds: number;
  selected?: string;
  onOpen: (service: string) => void;
};
/** Where the middle of a node's shape is, below its upper edge. */
const SHAPE = 19;
type View = { x: number; y: number; scale: number };

const SIGNS: Record<ServiceNode["kind"], string> = { service: "", database: "⛁ ", queue: "☰ ", external: "↗ " };

export function ServiceMap({ found, seconds, selected, onOpen }: Props) {
  const { ref, width, height } = useElementSize();
  const [view, setView] = useState<View | null>(null);
  const [over, setOver] = useState("");
  const drag = useRef<{ x: number; y: number; view: View; moved: boolean } | null>(null);
  const key = [...found.nodes.map((one) => one.service), ...found.edges.map((one) => `${one.source}>${one.target}`)];
  const { data: places } = useQuery({
    queryKey: ["service-layout", key],
    queryFn: () => placed(found.nodes, found.edges),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
  // The box is there from the first, or its size would never be measured.
  if (!places || !width)
    return (
      <Box ref={ref} className={classes.box}>
        <Skeleton height="100%" />
      </Box>
    );
  const fit = Math.min(width / places.width, height / places.height, 1.4) || 1;
  const shown = view ?? {
    x: (width - places.width * fit) / 2,
    y: (height - places.height * fit) / 2,
    scale: fit,
  };
  const nodeOf = new Map(found.nodes.map((one) => [one.service, one]));
  const edgeOf = new Map(found.edges.map((one) => [`${one.source}>${one.target}`, one]));
  const busiest = Math.max(1, ...found.edges.map((one) => one.hits));
  const focus = over || selected || "";
  const near = (edge: ServiceEdge) => !focus || edge.source === focus || edge.target === focus;
  const nearNode = (name: string) =>
    !focus || name === focus || found.edges.some((one) => near(one) && (one.source === name || one.target === name));
  const wheel = (event: WheelEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const scale = Math.min(3, Math.max(0.15, shown.scale * (event.deltaY > 0 ? 0.88 : 1.14)));
    const at = { x: event.clientX - box.left, y: event.clientY - box.top };
    const ratio = scale / shown.scale;
    setView({ scale, x: at.x - (at.x - shown.x) * ratio, y: at.y - (at.y - shown.y) * ratio });
  };
  const move = (event: PointerEvent) => {
    const from = drag.current;
    if (!from || !event.buttons) return;
    const by = { x: event.clientX - from.x, y: event.clientY - from.y };
    from.moved ||= Math.abs(by.x) + Math.abs(by.y) > 4;
    setView({ ...from.view, x: from.view.x + by.x, y: from.view.y + by.y });
  };
  return (
    <Box ref={ref} className={classes.box}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging moves the map; each service is a button of its own */}
      <svg
        className={classes.map}
        width={width}
        height={height}
        role="presentation"
        onWheel={wheel}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, y: event.clientY, view: shown, moved: false };
        }}
        onPointerMove={move}
        onDoubleClick={() => setView(null)}
      >
        <defs>
          <marker
            id="service-map-end"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0L8 4L0 8z" className={classes.end} />
          </marker>
        </defs>
        <g transform={`translate(${shown.x} ${shown.y}) scale(${shown.scale})`}>
          <g transform={`translate(0 ${SHAPE - NODE.height / 2})`}>
            {places.edges.map(({ edge, points }) => {
              const now = edgeOf.get(`${edge.source}>${edge.target}`) ?? edge;
              return (
                <path
                  key={`${edge.source}>${edge.target}`}
                  className={classes.edge}
                  d={curve(points)}
                  markerEnd="url(#service-map-end)"
                  data-near={near(now) || undefined}
                  style={{
                    strokeWidth: 1 + 3 * Math.sqrt(now.hits / busiest),
                    stroke: now.errors / now.hits > 0.01 ? statusColor("error") : undefined,
                  }}
                >
                  <title>{`${now.source} → ${now.target}\n${figures(now, seconds)}`}</title>
                </path>
              );
            })}
          </g>
          {places.nodes.map(({ node, x, y }) => {
            const now = nodeOf.get(node.service) ?? node;
            return (
              <Node
                key={node.service}
                node={now}
                at={{ x, y }}
                rate={`${often(now.hits, seconds)} · ${duration(now.p95 * 1e9)}`}
                dim={!nearNode(node.service)}
                selected={selected === node.service}
                title={`${now.service}\n${figures(now, seconds)}`}
                onOver={setOver}
                onOpen={() => onOpen(node.service)}
                dragged={() => Boolean(drag.current?.moved)}
              />
            );
          })}
        </g>
      </svg>
      {view && (
        <Text className={classes.hint} size="xs" c="dimmed">
          Double-click to see all
        </Text>
      )}
    </Box>
  );
}

type NodeProps = {
  node: ServiceNode;
  at: Point;
  rate: string;
  title: string;
  dim: boolean;
  selected: boolean;
  onOver: (service: string) => void;
  onOpen: () => void;
  /** Whether the click that comes ends a drag of the map. */
  dragged: () => boolean;
};

function Node({ node, at, rate, title, dim, selected, onOver, onOpen, dragged }: NodeProps) {
  const failing = node.hits ? node.errors / node.hits : 0;
  const radius = 15;
  const around = 2 * Math.PI * radius;
  const color = nameColor(node.service);
  return (
    <g
      className={classes.node}
      transform={`translate(${at.x} ${at.y - NODE.height / 2})`}
      role="button"
      tabIndex={0}
      aria-label={title}
      data-dim={dim || undefined}
      onPointerEnter={() => onOver(node.service)}
      onPointerLeave={() => onOver("")}
      onFocus={() => onOver(node.service)}
      onBlur={() => onOver("")}
      onClick={() => !dragged() && onOpen()}
      onKeyDown={(event) => event.key === "Enter" && onOpen()}
    >
      <title>{title}</title>
      <rect
        x={-NODE.width / 2}
        width={NODE.width}
        height={NODE.height}
        rx={6}
        className={classes.ground}
        data-selected={selected || undefined}
      />
      {node.kind === "service" ? (
        <circle cx={0} cy={SHAPE} r={radius} fill={color} fillOpacity={0.22} stroke={color} strokeWidth={2.5} />
      ) : (
        <rect
          x={-radius}
          y={SHAPE - radius}
          width={2 * radius}
          height={2 * radius}
          rx={4}
          fill={color}
          fillOpacity={0.16}
          stroke={color}
          strokeWidth={2}
          strokeDasharray={node.kind === "external" ? "4 3" : undefined}
        />
      )}
      {failing > 0 && node.kind === "service" && (
        <circle
          cx={0}
          cy={SHAPE}
          r={radius}
          fill="none"
          stroke={statusColor("error")}
          strokeWidth={4}
          strokeDasharray={`${Math.max(failing, 0.04) * around} ${around}`}
          transform={`rotate(-90 0 ${SHAPE})`}
        />
      )}
      <text y={23} className={classes.sign}>
        {SIGNS[node.kind].trim() || digits(failing * 100, failing && failing < 0.1 ? 1 : 0).concat("%")}
      </text>
      <text y={47} className={classes.name}>
        {node.service.length > 20 ? `${node.service.slice(0, 19)}…` : node.service}
      </text>
      <text y={59} className={classes.rate}>
        {rate}
      </text>
    </g>
  );
}

function figures({ hits, errors, p95 }: { hits: number; errors: number; p95: number }, seconds: number): string {
  const share = hits ? (errors / hits) * 100 : 0;
  return `${often(hits, seconds)} requests\n${digits(share)}% errors\np95 ${duration(p95 * 1e9)}`;
}

/** How often something is, in the unit of time that leaves a readable number. */
function often(hits: number, seconds: number): string {
  const rate = hits / seconds;
  if (rate >= 0.1) return `${formatted(rate)}/s`;
  return rate >= 0.1 / 60 ? `${formatted(rate * 60)}/min` : `${formatted(rate * 3600)}/h`;
}

/** A line through the points with round corners. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const last = rest.at(-1) ?? first;
  const middle = rest.slice(0, -1);
  let path = `M${first.x} ${first.y}`;
  middle.forEach((one, at) => {
    const next = middle[at + 1] ?? last;
    const end = at === middle.length - 1 ? last : { x: (one.x + next.x) / 2, y: (one.y + next.y) / 2 };
    path += `Q${one.x} ${one.y} ${end.x} ${end.y}`;
  });
  return middle.length ? path : `${path}L${last.x} ${last.y}`;
}
