/** What a place shows when it has nothing else to show: errors, emptiness, commands to copy. */

import { ActionIcon, Alert, Box, Code, Group, Stack, Text, Title, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCopy } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { ApiError } from "@/api/client";
import { copyText } from "./clipboard";

/** The sentences of an error. */
export function messagesOf(error: unknown): string[] {
  if (error instanceof ApiError) return error.messages;
  return [error instanceof Error ? error.message : String(error)];
}

/** An error with, where the server says it, the faulty part of the query underlined. */
export function Failure({ error, query }: { error: unknown; query?: string | undefined }) {
  const position = error instanceof ApiError ? error.position : undefined;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={16} />} p="xs" role="alert">
      {messagesOf(error).map((message) => (
        <Text key={message} size="sm">
          {message}
        </Text>
      ))}
      {position && query && <Underlined text={query} position={position} />}
    </Alert>
  );
}

/** A query with the characters from position[0] to position[1] underlined. */
export function Underlined({ text, position: [start, end] }: { text: string; position: [number, number] }) {
  const wrong = text.slice(start, Math.max(end, start + 1)) || " ";
  return (
    <Code block mt={4} p={6} style={{ whiteSpace: "pre-wrap" }}>
      {text.slice(0, start)}
      <mark
        style={{ background: "none", color: "inherit", textDecoration: "underline wavy var(--mantine-color-red-6)" }}
      >
        {wrong}
      </mark>
      {text.slice(Math.max(end, start + 1))}
    </Code>
  );
}

/** A command with a button that copies it; `copied`, where given, goes to the clipboard instead, with the secrets that are not shown. */
export function Command({ children, copied }: { children: string; copied?: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Code block style={{ flex: 1, textAlign: "left", whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {children}
      </Code>
      <Copy text={copied ?? children} label="Copy the command" />
    </Group>
  );
}

/** How a program's first trace is sent. */
export function SendTraces() {
  return (
    <>
      <Text size="sm" c="dimmed">
        With an agent on this host, trace a Python program with:
      </Text>
      <Command>pip install ddtrace && DD_SERVICE=my-app DD_ENV=dev ddtrace-run python app.py</Command>
    </>
  );
}

/** A button that copies a text. */
export function Copy({ text, label = "Copy" }: { text: string; label?: string }) {
  const [state, setState] = useState<"ready" | "copied" | "failed">("ready");
  const copy = async () => {
    setState((await copyText(text)) ? "copied" : "failed");
    setTimeout(() => setState("ready"), 1500);
  };
  const said = { ready: label, copied: "Copied", failed: "The browser does not allow it" }[state];
  return (
    <Tooltip label={said}>
      <ActionIcon
        variant="subtle"
        color={state === "copied" ? "green" : "gray"}
        aria-label={label}
        onClick={() => void copy()}
      >
        {state === "copied" ? <IconCheck size={16} /> : <IconCopy size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** Nothing here yet: why, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Box p="xl" maw={640} mx="auto" role="status">
      <Stack gap="sm" ta="center">
        <Title order={4} fw={600}>
          {title}
        </Title>
        {typeof children === "string" ? (
          <Text size="sm" c="dimmed">
            {children}
          </Text>
        ) : (
          children
        )}
      </Stack>
    </Box>
  );
}
