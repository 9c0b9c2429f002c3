/** A field for a message: offers variables after `{{` and whom to tell after `@`, and underlines what is doubtful. */

import { Input } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, type RefObject, Suspense, useRef } from "react";
import { handlesQuery } from "@/api/channels";
import type { Handle } from "@/lib/complete-message";
import classes from "./CodeInput.module.css";
import { TakesFocus } from "./TakesFocus";

export type Doubt = { start: number; end: number; message: string };
type Own = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  /** Whether it has the focus from the beginning, as in a dialog about it. */
  focused?: boolean;
  /** Variables that the message may use; none where it is plain text. */
  names?: readonly string[];
  /** What is doubtful in this very text; undefined while that is not known. */
  doubts?: readonly Doubt[] | undefined;
  /** Is given what puts a text where the cursor is. */
  insert?: RefObject<((text: string) => void) | null>;
};
export type MessageProps = Own & { handles: (words: string) => Promise<readonly Handle[]> };

const MessageField = lazy(() => import("./MessageField"));

export function MessageInput({ description, ...props }: Own & { description?: ReactNode }) {
  const client = useQueryClient();
  const field = useRef<HTMLDivElement>(null);
  const handles = (words: string) => client.fetchQuery(handlesQuery(words)).catch(() => []);
  return (
    <Input.Wrapper
      label={props.label}
      description={description}
      labelProps={{ "aria-hidden": true }}
      descriptionProps={{ mb: 5 }}
    >
      <div ref={field} className={classes.field} data-lines>
        <Suspense fallback={<Plain {...props} />}>
          <TakesFocus from={field}>
            {(focused) => <MessageField {...props} handles={handles} focused={props.focused || focused} />}
          </TakesFocus>
        </Suspense>
      </div>
    </Input.Wrapper>
  );
}

/** What one writes in for the moment until the editor has come. */
function Plain({ label, value, onChange, placeholder, focused }: Own) {
  return (
    <textarea
      className={classes.plain}
      aria-label={label}
      placeholder={placeholder}
      data-autofocus={focused || undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
