/** What a host's agent and tracers told last: traced services, checks, processes, the agent's settings. */

import { Badge, Box, Code, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { type Told, useInventory } from "@/api/hosts";
import { value as formatted } from "@/lib/format";
import { agoText } from "@/lib/time";

type Application = {
  service_name: string;
  env?: string;
  service_version?: string;
  language_name?: string;
  language_version?: string;
  tracer_version?: string;
};
type Check = {
  error?: string;
  warnings?: string[];
  "version.raw"?: string;
  min_collection_interval?: number;
  metrics?: number;
};
/** Users, CPU %, memory %, virtual and resident bytes, name, count. */
type Process = [string, number, number, number, number, string, number];

export function Inventory({ host }: { host: string }) {
  const { data = [] } = useInventory(host);
  const one = (kind: string) => data.find((told) => told.kind === kind);
  const applications = data.filter((told) => told.kind === "tracer");
  const processes = one("processes");
  const checks = Object.entries((one("check")?.body ?? {}) as Record<string, Check[]>);
  const agent = one("agent");
  return (
    <>
      {applications.length > 0 && (
        <Part title="Traced services" told={applications[0]}>
          <Rows head={["Service", "Env", "Version", "Language", "Tracer"]}>
            {applications.map(({ name, body }) => {
              const told = body as Application;
              return (
                <Cells
                  key={name}
                  cells={[
                    told.service_name,
                    told.env,
                    told.service_version,
                    `${told.language_name ?? ""} ${told.language_version ?? ""}`,
                    told.tracer_version,
                  ]}
                />
              );
            })}
          </Rows>
        </Part>
      )}
      {checks.length > 0 && (
        <Part title="Checks" told={one("check")}>
          <Rows head={["Check", "State", "Every", "Metrics", "Version"]}>
            {checks.flatMap(([name, instances]) =>
              instances.map((check, number) => (
                <Cells
                  key={`${name} ${number}`}
                  cells={[
                    name,
                    <State key="state" check={check} />,
                    check.min_collection_interval === undefined ? "" : `${check.min_collection_interval} s`,
                    check.metrics,
                    check["version.raw"],
                  ]}
                />
              )),
            )}
          </Rows>
        </Part>
      )}
      {processes && (
        <Part title="Largest processes" told={processes}>
          <Rows head={["Process", "CPU", "Memory", "Resident", "User"]}>
            {(processes.body as Process[]).slice(0, 15).map(([users, cpu, memory, , resident, name, count]) => (
              <Cells
                key={name}
                cells={[
                  count > 1 ? `${name} ×${count}` : name,
                  `${cpu.toFixed(1)} %`,
                  `${memory.toFixed(1)} %`,
                  formatted(resident, "byte"),
                  users,
                ]}
              />
            ))}
          </Rows>
        </Part>
      )}
      {agent && <Settings told={agent} />}
    </>
  );
}

function Settings({ told }: { told: Told }) {
  const text = (told.body as { full_configuration?: string }).full_configuration;
  if (!text) return null;
  return (
    <Box component="details">
      <Text component="summary" size="xs" c="dimmed" style={{ cursor: "pointer" }}>
        The agent's settings
      </Text>
      <Code block mt={4} fz={11}>
        {text}
      </Code>
    </Box>
  );
}

function State({ check }: { check: Check }) {
  const trouble = check.error || check.warnings?.join("; ");
  const color = check.error ? "red" : trouble ? "yellow" : "green";
  return (
    <Badge size="xs" variant="light" color={color} title={trouble}>
      {check.error ? "error" : trouble ? "warning" : "ok"}
    </Badge>
  );
}

function Part({ title, told, children }: { title: string; told: Told | undefined; children: ReactNode }) {
  return (
    <Box>
      <Text size="xs" c="dimmed" mb={2}>
        {title}
        {told && <span> · {agoText(told.at)}</span>}
      </Text>
      {children}
    </Box>
  );
}

function Rows({ head, children }: { head: string[]; children: ReactNode }) {
  return (
    <Table.ScrollContainer minWidth={380}>
      <Table fz={12} verticalSpacing={2} horizontalSpacing={6} aria-label={head[0]}>
        <Table.Thead>
          <Table.Tr>
            {head.map((name) => (
              <Table.Th key={name} fw={500}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cells({ cells }: { cells: ReactNode[] }) {
  return (
    <Table.Tr>
      {cells.map((cell, column) => (
        <Table.Td key={column} style={{ whiteSpace: "nowrap" }}>
          {cell}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
