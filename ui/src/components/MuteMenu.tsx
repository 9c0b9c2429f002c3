/** How long to be silent. */

import { Menu } from "@mantine/core";
import type { ReactNode } from "react";

/** What the menu says, and seconds; null is until it is lifted. */
export const MUTE_SPANS: ReadonlyArray<readonly [string, number | null]> = [
  ["1 hour", 3600],
  ["4 hours", 14400],
  ["1 day", 86400],
  ["1 week", 604800],
  ["Until unmuted", null],
];

type Props = { children: ReactNode; more?: ReactNode; onMute: (end: number | undefined) => void };

/** A menu of spans behind a button; `more` stands below them. */
export function MuteMenu({ children, more, onMute }: Props) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {MUTE_SPANS.map(([name, seconds]) => (
          <Menu.Item
            key={name}
            onClick={() => onMute(seconds === null ? undefined : Math.round(Date.now() / 1000) + seconds)}
          >
            {name}
          </Menu.Item>
        ))}
        {more}
      </Menu.Dropdown>
    </Menu>
  );
}
