/** Files that the browser saves. */

/** Saves a text or an image under this name. */
export function download(name: string, content: string | Blob, type = "text/plain"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A title as part of a file's name. */
export const fileName = (title: string): string => title.replace(/[^\w-]+/g, "-").replace(/^-|-$/g, "") || "widget";
