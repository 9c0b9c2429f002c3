/** Markdown as sanitised HTML. */

import { TypographyStylesProvider } from "@mantine/core";
import DOMPurify from "dompurify";
import { marked } from "marked";
import { useMemo } from "react";
import classes from "./Markdown.module.css";
import { isOutside, useOutside } from "./outside";

/** Scripts, styles and frames do not survive; links to other sites open beside, their images only where allowed. */
export function Markdown({ text }: { text: string }) {
  const { external_images } = useOutside();
  const html = useMemo(() => cleaned(text, external_images), [text, external_images]);
  return (
    <TypographyStylesProvider className={classes.text ?? ""} fz="sm" p={0} m={0}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: DOMPurify cleaned it */}
      <div dangerouslySetInnerHTML={{ __html: html }} />
    </TypographyStylesProvider>
  );
}

function cleaned(text: string, images: boolean): string {
  const made = marked.parse(text, { async: false, gfm: true, breaks: true });
  const body = DOMPurify.sanitize(made, {
    FORBID_TAGS: ["style", "form", "iframe"],
    FORBID_ATTR: ["style", "srcset"],
    RETURN_DOM: true,
  }) as HTMLElement;
  for (const image of body.querySelectorAll("img")) {
    if (images || !isOutside(image.getAttribute("src"))) continue;
    const link = document.createElement("a");
    link.href = image.src;
    link.textContent = `Image: ${image.alt || image.src}`;
    link.title = "The setting external_images shows it here";
    // Within a link, the image stands for the link's text.
    image.replaceWith(image.closest("a") ? image.alt || "Image" : link);
  }
  for (const link of body.querySelectorAll('a[href^="mailto:"]')) {
    const before = link.previousSibling;
    if (!before?.nodeValue?.endsWith("@")) continue;
    // A handle is told by a message, not an address to write to.
    before.nodeValue = before.nodeValue.slice(0, -1);
    link.replaceWith(`@${link.textContent}`);
  }
  for (const link of body.querySelectorAll("a[href]")) {
    if (!isOutside(link.getAttribute("href"))) continue;
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noreferrer");
  }
  return body.innerHTML;
}
