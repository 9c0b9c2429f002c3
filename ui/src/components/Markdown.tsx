/** Markdown as sanitised HTML. */

import { TypographyStylesProvider } from "@mantine/core";
import DOMPurify from "dompurify";
import { marked } from "marked";
import { useMemo } from "react";

/** Scripts, styles and frames do not survive; links to other sites open beside. */
export function Markdown({ text }: { text: string }) {
  const html = useMemo(() => {
    const made = marked.parse(text, { async: false, gfm: true, breaks: true });
    return DOMPurify.sanitize(made, { FORBID_TAGS: ["style", "form", "iframe"], FORBID_ATTR: ["style"] }).replace(
      /<a href="http/g,
      '<a target="_blank" rel="noreferrer" href="http',
    );
  }, [text]);
  return (
    <TypographyStylesProvider fz="sm" p={0} m={0}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: DOMPurify cleaned it */}
      <div dangerouslySetInnerHTML={{ __html: html }} />
    </TypographyStylesProvider>
  );
}
