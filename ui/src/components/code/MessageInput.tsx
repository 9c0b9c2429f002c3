/** A field for a message: offers variables after `{{` and whom to tell after `@`, and underlines what is doubtful. */

import { Input, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, type RefObject, Suspense } from "react";
import { handlesQuery } from "@/api/channels";
import type { Handle } from "@/lib/complete-message";
import classes from "./CodeInput.module.css";

export type Doubt = { start: number; end: number; message: string };
type Own = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
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
  const handles = (words: string) => client.fetchQuery(handlesQuery(words)).catch(() => []);
  return (
    <Input.Wrapper label={props.label} description={description} labelProps={{ "aria-hidden": true }}>
      <div className={classes.field} data-lines>
        <Suspense fallback={<Textarea aria-label={props.label} value={props.value} readOnly autosize minRows={4} />}>
          <MessageField {...props} handles={handles} />
        </Suspense>
      </div>
    </Input.Wrapper>
  );
}
