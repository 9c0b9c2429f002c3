/** The map of all services: which calls which, how often, how fast, with how many errors. */

import { Box, Group, Select, Skeleton, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useServices } from "@/api/records";
import { useServiceMap } from "@/api/service-map";
import { FilterInput } from "@/components/FilterInput";
import { Page } from "@/components/Page";
import { useTime } from "@/components/range";
import { ServiceMap } from "@/components/ServiceMap";
import { Empty, Failure, SendTraces } from "@/components/states";
import { timeParams, useParam, useParams } from "@/components/url";
import { around } from "@/lib/service-graph";

export default function ServiceMapPage() {
  const { range } = useTime();
  const params = useParams();
  const navigate = useNavigate();
  const [env, setEnv] = useParam("env");
  const [service, setService] = useParam("service");
  const { data, error } = useServiceMap(range, env);
  const { data: services } = useServices(range);
  const environments = [...new Set((services ?? []).map((one) => one.env).filter(Boolean))].sort();
  const near = useMemo(() => around(data?.nodes ?? [], data?.edges ?? [], service), [data, service]);
  return (
    <Page
      fill
      title="Service map"
      actions={
        <Group gap="xs">
          <FilterInput
            width={220}
            label="Service"
            placeholder="Service and its neighbours"
            value={service}
            onChange={setService}
          />
          <Select
            size="xs"
            w={180}
            clearable
            aria-label="Environment"
            placeholder="Every environment"
            data={environments}
            value={env || null}
            onChange={(value) => setEnv(value ?? "")}
          />
        </Group>
      }
    >
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton flex={1} />}
      {data && !near.nodes.length && (
        <Empty title={service ? "No service has this name" : "No service sent traces in this time range"}>
          {!service && <SendTraces />}
        </Empty>
      )}
      {near.nodes.length > 0 && (
        <Box flex={1} mih={0} bg="var(--surface)" style={{ border: "1px solid var(--edge)", borderRadius: 6 }}>
          <ServiceMap
            found={near}
            seconds={range.to - range.from}
            selected={service}
            onOpen={(name) =>
              void navigate({ to: "/service/$name", params: { name }, search: timeParams(params) as never })
            }
          />
        </Box>
      )}
      {data && data.sampled > 1 && (
        <Text size="xs" c="dimmed" pt={4}>
          Of the traces, one in {data.sampled} was read; counts are scaled up.
        </Text>
      )}
    </Page>
  );
}
