/** treemap: shares of a whole as rectangles, those of one first tag together. */

import { Box, Stack } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { hierarchy, treemap as layout } from "d3-hierarchy";
import { useMemo } from "react";
import { faded, nameColor, seriesColor } from "@/lib/colors";
import { lookOf } from "@/lib/conditional";
import { value as formatted } from "@/lib/format";
import { formatsOf, type Request, requestsOf } from "@/lib/requests";
import type { Row } from "@/lib/rows";
import { CommonForm } from "./frame/CommonForm";
import { FormatsForm } from "./frame/FormatsForm";
import { GroupMenu } from "./frame/GroupMenu";
import { instead } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import { useValues, type Values } from "./frame/values";
import classes from "./treemap.module.css";
import type { FormProps, ViewProps, Widget } from "./widget";

type Tree = { name: string; tags: string[]; value?: number; children?: Tree[] };

/** Rows as a tree of their tags. */
export function treeOf(rows: readonly Row[]): Tree {
  const root: Tree = { name: "", tags: [], children: [] };
  for (const { tags, values } of rows) {
    const value = values[0] ?? 0;
    if (value <= 0) continue;
    let at = root;
    tags.forEach((tag, level) => {
      at.children ??= [];
      let next = at.children.find((one) => one.name === tag);
      if (!next) {
        next = { name: tag, tags: tags.slice(0, level + 1) };
        at.children.push(next);
      }
      at = next;
    });
    if (at === root) root.children?.push({ name: "*", tags: [], value });
    else at.value = (at.value ?? 0) + value;
  }
  return root;
}

function View({ definition, scene }: ViewProps) {
  const request = requestsOf(definition)[0];
  const { data, ...state } = useValues(request, scene);
  const rows = (data?.rows ?? []).filter((row) => (row.values[0] ?? 0) > 0);
  const notice = instead(state, rows.length > 0);
  if (notice || !data) return notice;
  return <Tiles definition={definition} scene={scene} data={data} rows={rows} request={request} />;
}

type TilesProps = ViewProps & { data: Values; rows: Row[]; request: Request | undefined };

function Tiles({ definition, scene, data, rows, request }: TilesProps) {
  const { ref, width, height } = useElementSize();
  const json = JSON.stringify(rows);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `json` stands for `rows`
  const found = useMemo(() => {
    const tree = hierarchy(treeOf(rows), (one) => one.children)
      .sum((one) => one.value ?? 0)
      .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
    const deep = tree.height > 1;
    return layout<Tree>()
      .size([Math.max(1, width), Math.max(1, height)])
      .paddingInner(2)
      .paddingTop((node) => (deep && node.depth > 0 && node.height > 0 ? 17 : 0))
      .round(true)(tree);
  }, [json, width, height]);
  const tops = found.children ?? [];
  const palette = request?.style?.palette;
  return (
    <Box ref={ref} className={classes.box} role="list" aria-label={definition.title || "Treemap"}>
      {width > 0 &&
        found
          .descendants()
          .slice(1)
          .map((node) => {
            const top = node.ancestors().at(-2) ?? node;
            const own = tops.length > 12 ? nameColor(top.data.name) : seriesColor(tops.indexOf(top), palette);
            const leaf = !node.children;
            const look = leaf ? lookOf(node.value ?? null, formatsOf(request)) : {};
            const [wide, high] = [node.x1 - node.x0, node.y1 - node.y0];
            const share = (((node.value ?? 0) / (found.value || 1)) * 100).toFixed(1);
            const text = `${node.data.tags.join(", ") || "*"}: ${formatted(node.value, data.units[0])} (${share}%)`;
            return (
              <div
                key={node.data.tags.join("\u0000") || "*"}
                role="listitem"
                className={leaf ? classes.leaf : classes.branch}
                title={text}
                style={{
                  left: node.x0,
                  top: node.y0,
                  width: wide,
                  height: high,
                  background: look.background ?? faded(look.color ?? own, leaf ? 0.45 : 0.15),
                  color: look.background ? look.color : undefined,
                }}
              >
                {wide > 34 && high > 14 && (
                  <GroupMenu
                    definition={definition}
                    scene={scene}
                    keys={data.groups}
                    tags={node.data.tags}
                    className={classes.name ?? ""}
                  >
                    {node.data.name}
                  </GroupMenu>
                )}
                {leaf && wide > 44 && high > 34 && <span>{formatted(node.value, data.units[0])}</span>}
              </div>
            );
          })}
    </Box>
  );
}

function Form(props: FormProps) {
  return (
    <Stack gap="sm">
      <RequestsForm {...props} kind="scalar" />
      <FormatsForm {...props} />
      <CommonForm {...props} />
    </Stack>
  );
}

export const widget: Widget = {
  type: "treemap",
  name: "Treemap",
  size: { width: 4, height: 3 },
  initial: { type: "treemap", title: "", requests: [{ q: "sum:system.disk.used{*} by {host}", aggregator: "avg" }] },
  example: {
    type: "treemap",
    title: "Disk by host and device",
    requests: [{ q: "sum:system.disk.used{*} by {host,device}", aggregator: "avg" }],
  },
  View,
  Form,
};
