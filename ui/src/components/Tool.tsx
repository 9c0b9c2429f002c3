/** A little button in a frame's head. */

import { ActionIcon, type ActionIconProps } from "@mantine/core";
import type { ComponentPropsWithRef } from "react";

type Props = ActionIconProps & ComponentPropsWithRef<"button"> & { name: string };

/** Takes what a menu gives its target too. */
export function Tool({ name, ...rest }: Props) {
  const bare = rest.disabled && { bg: "transparent" };
  return <ActionIcon variant="subtle" color="gray" size={24} aria-label={name} title={name} {...bare} {...rest} />;
}
