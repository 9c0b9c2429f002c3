/** An address that leads nowhere: with the navigation around, and ways on. */

import { Anchor, Code, Group, Text } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { Page } from "@/components/Page";
import { TimeRange } from "@/components/range";
import { Empty } from "@/components/states";
import { navigation } from "./pages";
import { Shell } from "./Shell";

const WAYS = 4;

export function NotFound() {
  const { pathname } = useLocation();
  return (
    <TimeRange>
      <Shell>
        <Page title="There is no such page">
          <Empty title={`Nothing stands at ${pathname.length > 80 ? `${pathname.slice(0, 79)}…` : pathname}`}>
            <Text size="sm" c="dimmed">
              What was here may have been deleted, or the address lacks a part. <Code>Ctrl K</Code> finds every page,
              dashboard and monitor by its name.
            </Text>
            <Group gap="md" justify="center">
              {navigation.slice(0, WAYS).map(({ path, title }) => (
                <Anchor key={path} size="sm" renderRoot={(props) => <Link to={path} {...props} />}>
                  {title}
                </Anchor>
              ))}
            </Group>
          </Empty>
        </Page>
      </Shell>
    </TimeRange>
  );
}
