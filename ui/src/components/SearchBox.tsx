/** The search line of logs, spans and events: committed with Enter; completes facets and their values. */

import { CloseButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useContext, useEffect, useState } from "react";
import { faultsOf } from "@/api/check";
import { facetsQuery, type Kind } from "@/api/records";
import { searchOffers } from "@/lib/complete-search";
import { CodeInput } from "./code/CodeInput";
import { knownOrNew } from "./code/known";
import { TemplateVariables } from "./QueryInput";

type Props = {
  value: string;
  onCommit: (value: string) => void;
  placeholder: string;
  label: string;
  /** What is searched; without it the text is a plain filter. */
  kind?: Kind;
  /** Shows the label above. */
  labelled?: boolean;
};

const DAY_S = 86400;

export function SearchBox({ value, onCommit, placeholder, label, kind, labelled }: Props) {
  const client = useQueryClient();
  const variables = useContext(TemplateVariables);
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const complete = async (typed: string, cursor: number) => {
    if (!kind) return { from: cursor, items: [] };
    const to = Math.ceil(Date.now() / 60_000) * 60;
    return knownOrNew(async (staleTime) => {
      const asked = facetsQuery(kind, "", { from: to - DAY_S, to });
      const facets = await client.fetchQuery({ ...asked, staleTime }).catch(() => []);
      return searchOffers(typed, cursor, facets, variables);
    });
  };
  const clear = text && <CloseButton size="sm" aria-label="Clear the search" onClick={() => onCommit("")} />;
  return (
    <CodeInput
      language={kind ?? "logs"}
      label={labelled ? label : undefined}
      aria-label={label}
      placeholder={placeholder}
      left={<IconSearch size={15} />}
      right={clear}
      value={text}
      onChange={setText}
      onCommit={(next) => next !== value && onCommit(next)}
      onEscape={() => setText(value)}
      complete={complete}
      {...(kind && { check: (typed: string) => faultsOf(kind, typed, []).catch(() => []) })}
    />
  );
}
