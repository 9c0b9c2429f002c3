/** An image by its address: of this site, within the address itself, or of another site where that is allowed. */

import { useComputedColorScheme } from "@mantine/core";
import { type CSSProperties, type ReactNode, useState } from "react";
import { isOutside, useOutside } from "./outside";

/** Whether the address holds the image itself. */
const isWithin = (url: string) => /^data:image\/[\w.+-]+[;,]/i.test(url);

type Props = {
  url: string;
  /** Shown on dark ground instead, where given. */
  dark?: string | undefined;
  style?: CSSProperties;
  /** What stands here where the image is of another site and may not be shown, and where there is none to be had. */
  withheld: ReactNode;
  missing: ReactNode;
};

export function Picture({ url, dark, style, withheld, missing }: Props) {
  const scheme = useComputedColorScheme("dark", { getInitialValueInEffect: false });
  const { external_images } = useOutside();
  const shown = (scheme === "dark" && dark) || url;
  const [broken, setBroken] = useState("");
  if (!isWithin(shown) && isOutside(shown) && !external_images) return withheld;
  if (broken === shown) return missing;
  return (
    <img
      src={shown}
      alt=""
      style={{ display: "block", ...style }}
      referrerPolicy="no-referrer"
      onError={() => setBroken(shown)}
    />
  );
}
