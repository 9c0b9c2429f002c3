/** iframe: a page of another site, where that is allowed. */

import { isOutside, useOutside, Withheld, webAddress } from "@/components/outside";
import { fillText } from "@/lib/templates";
import { own, TextField } from "./frame/fields";
import { Notice } from "./frame/notices";
import type { ViewProps, Widget } from "./widget";

function View({ definition, scene }: ViewProps) {
  const { external_frames } = useOutside();
  const url = fillText(String(definition.url ?? ""), scene.variables).trim();
  if (!url) return <Notice kind="product">The frame has no address yet</Notice>;
  if (!isOutside(url)) return <Notice kind="product">Pages of this site are not shown within themselves</Notice>;
  if (!external_frames || !webAddress(url)) return <Withheld url={url} kind="frame" />;
  return (
    <iframe
      src={url}
      title={webAddress(url)?.host ?? "Another site"}
      style={{ width: "100%", height: "100%", border: 0, display: "block" }}
      sandbox="allow-scripts allow-same-origin allow-forms allow-popups"
      referrerPolicy="no-referrer"
      loading="lazy"
    />
  );
}

export const widget: Widget = {
  type: "iframe",
  name: "Frame of another site",
  size: { width: 6, height: 4 },
  initial: { type: "iframe", url: "" },
  example: { type: "iframe", url: "https://example.org/" },
  View,
  Form: (props) => <TextField {...own(props)} member="url" label="Address" placeholder="https://…" width={520} />,
  bare: true,
};
