/** A field for a query: shown at once, edited with completion, documentation and faults underlined once the editor is there. */

import { Input } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useRef } from "react";
import type { Fault, Language } from "@/api/check";
import type { Documented, Offer } from "@/lib/complete";
import classes from "./CodeInput.module.css";
import { TakesFocus } from "./TakesFocus";

export type CodeProps = {
  language: Language;
  value: string;
  onChange: (value: string) => void;
  /** Called on Enter and when the field is left. */
  onCommit?: ((value: string) => void) | undefined;
  onEscape?: (() => void) | undefined;
  complete: (text: string, cursor: number) => Promise<Offer>;
  check?: (text: string) => Promise<Fault[]>;
  explain?: (name: string) => Promise<Documented | undefined>;
  placeholder?: string | undefined;
  label?: string | undefined;
  "aria-label"?: string | undefined;
  invalid?: boolean | undefined;
  left?: ReactNode;
  right?: ReactNode;
};

const load = () => import("./CodeField");
const CodeField = lazy(load);
// Where such fields may come, the editor is fetched before somebody waits for it.
setTimeout(() => void load().catch(() => undefined), 1000);

export function CodeInput(props: CodeProps) {
  const named = { ...props, "aria-label": props["aria-label"] ?? props.label };
  const field = useRef<HTMLDivElement>(null);
  return (
    <Input.Wrapper label={props.label} style={{ flex: 1, minWidth: 0 }} labelProps={{ "aria-hidden": true }}>
      <div ref={field} className={classes.field} data-invalid={props.invalid || undefined}>
        {props.left && <span className={classes.left}>{props.left}</span>}
        <Suspense fallback={<Plain {...named} />}>
          <TakesFocus from={field}>{(focused) => <CodeField {...named} focused={focused} />}</TakesFocus>
        </Suspense>
        {props.right && <span className={classes.right}>{props.right}</span>}
      </div>
    </Input.Wrapper>
  );
}

/** What stands there for the moment until the editor has come; focus goes on to it, text does not. */
function Plain({ value, placeholder, "aria-label": label }: CodeProps) {
  return (
    <input className={classes.plain} aria-label={label} aria-busy placeholder={placeholder} value={value} readOnly />
  );
}
