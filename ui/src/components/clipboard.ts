/** The clipboard, also where the site is served without TLS and browsers keep their interface for it away. */

/** Puts a text into the clipboard; true where that worked. */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  // Within a dialog, focus may not leave it: the field goes where the focus is.
  (document.activeElement?.closest("[role=dialog]") ?? document.body).append(field);
  field.select();
  const worked = document.execCommand("copy");
  field.remove();
  return worked;
}
