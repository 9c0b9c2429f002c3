/** The focus goes on from what stands in a field while an editor is loaded to the editor. */

import { type ReactNode, type RefObject, useState } from "react";

type Props = { from: RefObject<HTMLElement | null>; children: (focused: boolean) => ReactNode };

export function TakesFocus({ from, children }: Props) {
  const [focused] = useState(() => Boolean(from.current?.contains(document.activeElement)));
  return children(focused);
}
