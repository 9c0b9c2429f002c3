/** What surrounds every page: navigation at the side, time above, the palette at Ctrl-K. */

import {
  ActionIcon,
  AppShell,
  Box,
  Burger,
  Button,
  Group,
  Kbd,
  NavLink,
  Stack,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure, useHotkeys, useLocalStorage } from "@mantine/hooks";
import { IconLayoutSidebar, IconLogout, IconMoon, IconSearch, IconSun } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useLocation, useMatches, useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { logout, useSession } from "@/api/session";
import { OutsideAllowed } from "@/components/outside";
import { TimePicker } from "@/components/TimePicker";
import { timeParams, useParams } from "@/components/url";
import { navigation, timeless } from "./pages";

const Palette = lazy(() => import("./Palette"));

export function Shell({ children }: { children: ReactNode }) {
  const [opened, { toggle, close }] = useDisclosure();
  const [slim, setSlim] = useLocalStorage({ key: "vizsla.slim-navigation", defaultValue: false });
  const [palette, setPalette] = useState(false);
  const { data: session } = useSession();
  const { pathname } = useLocation();
  const path = useMatches().at(-1)?.fullPath ?? "";
  const params = useParams();
  const scheme = useComputedColorScheme("dark", { getInitialValueInEffect: false });
  const { setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const cache = useQueryClient();
  useHotkeys([["mod+K", () => setPalette(true)]], []);

  const leave = async () => {
    await logout().catch(() => undefined);
    cache.clear();
    await navigate({ to: "/login", ignoreBlocker: true });
  };
  // A list's page stands for its things' pages: /services for /service/web.
  const current = (path: string) => pathname.startsWith(path) || pathname.startsWith(`${path.replace(/s$/, "")}/`);
  const full = params.full === "1";

  return (
    <AppShell
      disabled={full}
      header={{ height: 46 }}
      navbar={{ width: slim ? 56 : 190, breakpoint: "sm", collapsed: { mobile: !opened } }}
    >
      {!full && (
        <AppShell.Header px="sm" bg="var(--surface)" style={{ borderColor: "var(--edge)" }}>
          <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
            <Group gap="xs" wrap="nowrap">
              <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
              <Link
                to="/"
                style={{ display: "flex", alignItems: "center", gap: 8, color: "inherit", textDecoration: "none" }}
              >
                <img src="/icon.svg" width={24} height={24} alt="" />
                <Text fw={700} visibleFrom="sm">
                  Vizsla
                </Text>
              </Link>
            </Group>
            <Group gap="xs" wrap="nowrap">
              <Button
                variant="default"
                visibleFrom="md"
                leftSection={<IconSearch size={14} />}
                rightSection={<Kbd size="xs">Ctrl K</Kbd>}
                onClick={() => setPalette(true)}
              >
                Go to
              </Button>
              <ActionIcon
                variant="default"
                size={30}
                hiddenFrom="md"
                aria-label="Go to"
                onClick={() => setPalette(true)}
              >
                <IconSearch size={16} />
              </ActionIcon>
              {!timeless.has(path) && <TimePicker />}
            </Group>
          </Group>
        </AppShell.Header>
      )}
      {!full && (
        <AppShell.Navbar p={6} bg="var(--surface)" style={{ borderColor: "var(--edge)" }}>
          <Stack gap={2} component="nav" aria-label="Main" style={{ flex: 1, overflow: "auto" }}>
            {navigation.map(({ path, title, icon: Icon }) => (
              <Tooltip key={path} label={title} position="right" disabled={!slim}>
                <NavLink
                  renderRoot={(props) => <Link to={path} search={timeParams(params) as never} {...props} />}
                  aria-label={title}
                  label={slim ? null : title}
                  leftSection={<Icon size={18} stroke={1.6} />}
                  active={current(path)}
                  onClick={close}
                  py={6}
                  px={10}
                />
              </Tooltip>
            ))}
          </Stack>
          <Box>
            {!slim && session && (
              <Text size="xs" c="dimmed" px={10} pb={4} truncate>
                {session.handle}
              </Text>
            )}
            <Group gap={4} px={6} style={slim ? { flexDirection: "column" } : {}}>
              <ActionIcon
                variant="subtle"
                color="gray"
                visibleFrom="sm"
                aria-label={slim ? "Widen the navigation" : "Narrow the navigation"}
                onClick={() => setSlim(!slim)}
              >
                <IconLayoutSidebar size={18} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={scheme === "dark" ? "Light colours" : "Dark colours"}
                onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}
              >
                {scheme === "dark" ? <IconSun size={18} /> : <IconMoon size={18} />}
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label="Log out" onClick={() => void leave()}>
                <IconLogout size={18} />
              </ActionIcon>
            </Group>
          </Box>
        </AppShell.Navbar>
      )}
      <AppShell.Main>{session && <OutsideAllowed value={session}>{children}</OutsideAllowed>}</AppShell.Main>
      {palette && (
        <Suspense>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </AppShell>
  );
}
