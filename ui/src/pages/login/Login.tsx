/** Logging in: by the one-time link's token, or by name and password. */

import { Button, Center, Code, Loader, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { type Login as Given, login } from "@/api/session";
import { Failure } from "@/components/states";
import { useParams } from "@/components/url";

export default function Login() {
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { next } = useParams();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [handle, setHandle] = useState("admin@localhost");
  const [password, setPassword] = useState("");
  const tried = useRef("");

  const enter = useCallback(
    async (given: Given) => {
      setBusy(true);
      setError(null);
      try {
        await login(given);
        cache.clear();
        // Only paths of this site: a link must not lead elsewhere after the login.
        const target = next?.startsWith("/") && !next.startsWith("//") ? next : "/";
        await navigate({ to: target, replace: true });
      } catch (wrong) {
        setError(wrong);
      } finally {
        setBusy(false);
      }
    },
    [cache, navigate, next],
  );

  useEffect(() => {
    document.title = "Log in · Vizsla";
    const follow = () => {
      const token = location.hash.slice(1);
      if (!token || tried.current === token) return;
      tried.current = token;
      // The token leaves the address before anything else happens: it must not stay in the history.
      history.replaceState(history.state, "", location.pathname + location.search);
      void enter({ token: decoded(token) });
    };
    follow();
    // A link that is opened where this page already is changes nothing but the hash.
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [enter]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void enter({ handle, password });
  };
  return (
    <Center mih="100dvh" p="md">
      <Paper withBorder p="xl" radius="md" w="100%" maw={380}>
        <form onSubmit={submit}>
          <Stack>
            <Title order={1} size="h3">
              Log in to Vizsla
            </Title>
            {error !== null && <Failure error={error} />}
            <TextInput
              label="Name"
              autoComplete="username"
              value={handle}
              onChange={(event) => setHandle(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Button type="submit" disabled={busy || !password} rightSection={busy && <Loader size={14} />}>
              Log in
            </Button>
            <Text size="xs" c="dimmed">
              No password yet? <Code>vizsla keys --login-link</Code> on the server prints a link that logs in once.
            </Text>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}

/** The token of a link; one that a mail program cut in the middle of an escape is refused by the server as it is. */
function decoded(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}
