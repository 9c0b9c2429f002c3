/** The services around one, within a widget. */

import { Skeleton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useServiceMap } from "@/api/service-map";
import { ServiceMap } from "@/components/ServiceMap";
import { Failure } from "@/components/states";
import { around } from "@/lib/service-graph";
import { fillSearch, fillText } from "@/lib/templates";
import type { Scene } from "../widget";
import { Quiet } from "./notices";

type Props = { service: string; filters: readonly unknown[]; scene: Scene };

export function ServiceMapView({ service, filters, scene }: Props) {
  const navigate = useNavigate();
  const name = fillText(service, scene.variables).trim();
  const terms = filters.flatMap((one) => (typeof one === "string" ? [fillSearch(one, scene.variables)] : []));
  const env = terms.find((one) => one.startsWith("env:"))?.slice(4) ?? "";
  const { data, error } = useServiceMap(scene.range, env === "*" ? "" : env);
  if (error && !data) return <Failure error={error} />;
  if (!data) return <Skeleton height="100%" />;
  const near = around(data.nodes, data.edges, name);
  if (!near.nodes.length)
    return <Quiet query={[name && `service:${name}`, ...terms].filter(Boolean).join(" ") || "spans"} />;
  return (
    <ServiceMap
      found={near}
      seconds={scene.range.to - scene.range.from}
      selected={name}
      onOpen={(one) => void navigate({ to: "/service/$name", params: { name: one } })}
    />
  );
}
