/** A group's name that opens the ways from it: to its logs, traces, host, and by the widget's own links. */

import { Menu, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import type { Definition } from "@/api/dashboards";
import { isOutside, webAddress } from "@/components/outside";
import { type Link, linksOf } from "@/lib/links";
import type { Scene } from "../widget";

type Props = {
  definition: Definition;
  scene: Scene;
  keys: readonly string[];
  tags: readonly string[];
  className?: string;
  children: ReactNode;
};

export function GroupMenu({ definition, scene, keys, tags, className, children }: Props) {
  const pairs = tags.flatMap((value, at) => (keys[at] && value ? [`${keys[at]}:${value}`] : []));
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <UnstyledButton className={className ?? ""} fz="inherit" title={pairs.join(", ")}>
          {children}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <LinkItems links={linksOf(definition, { tags: pairs, range: scene.range, variables: scene.variables })} />
        {pairs.length > 0 && (
          <Menu.Item onClick={() => void navigator.clipboard?.writeText(pairs.join(", "))}>Copy the tags</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Menu items of links to this site and to others; what is no address of the web is left out. */
export function LinkItems({ links }: { links: readonly Link[] }) {
  return links.map(({ label, href }) =>
    webAddress(href) ? (
      <Menu.Item
        key={label + href}
        component="a"
        href={href}
        {...(isOutside(href) && { target: "_blank", rel: "noreferrer" })}
      >
        {label}
      </Menu.Item>
    ) : null,
  );
}
