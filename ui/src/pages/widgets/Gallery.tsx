/** Every kind of widget drawn from its own example: for those who make widgets, and for the test that looks at all. */

import { Box, Select, Skeleton } from "@mantine/core";
import { useMemo } from "react";
import type { WidgetJson } from "@/api/dashboards";
import { useMonitors } from "@/api/monitors";
import { usePowerpacks } from "@/api/powerpacks";
import { useSlos } from "@/api/slos";
import { Page } from "@/components/Page";
import { useTime } from "@/components/range";
import { useParam } from "@/components/url";
import { allWidgets } from "@/widgets/catalogue";
import { Grid } from "@/widgets/frame/Grid";

export default function Gallery() {
  const { range, zoom } = useTime();
  const [only, setOnly] = useParam("only");
  const { data: monitors } = useMonitors();
  const { data: slos } = useSlos("", 0, 1);
  const { data: powerpacks } = usePowerpacks();
  const monitor = String(monitors?.[0]?.id ?? "");
  const slo = slos?.rows[0]?.id ?? "";
  const powerpack = powerpacks?.[0]?.id ?? "";
  const widgets = useMemo(() => {
    const known = { monitor, slo, powerpack };
    return allWidgets()
      .filter((one) => !only || one.type === only)
      .sort((a, b) => Number(a.absent ?? false) - Number(b.absent ?? false))
      .map(({ example }): WidgetJson => ({ definition: typeof example === "function" ? example(known) : example }));
  }, [only, monitor, slo, powerpack]);
  const scene = useMemo(() => ({ range, variables: [], zoom }), [range, zoom]);
  return (
    <Page
      title="Widgets"
      actions={
        <Select
          size="xs"
          clearable
          searchable
          aria-label="Kind of widget"
          placeholder="Every kind"
          data={allWidgets().map((one) => ({ value: one.type, label: one.name }))}
          value={only || null}
          onChange={(type) => setOnly(type ?? "")}
        />
      }
    >
      <Box aria-label="Widgets">
        {monitors && slos && powerpacks ? <Grid widgets={widgets} scene={scene} /> : <Skeleton height={400} />}
      </Box>
    </Page>
  );
}
