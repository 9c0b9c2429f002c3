/** A metrics query or formula: completes metrics, tags, functions and variables; underlines what is not understood. */

import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { faultsOf } from "@/api/check";
import { functionsQuery, metricNamesQuery, metricTagsQuery } from "@/api/metrics";
import { metricAt, offers } from "@/lib/complete";
import { CodeInput } from "./code/CodeInput";
import { knownOrNew } from "./code/known";

type Props = {
  value: string;
  onChange: (value: string) => void;
  /** Called on Enter and when the field is left. */
  onCommit?: ((value: string) => void) | undefined;
  label?: string | undefined;
  "aria-label"?: string;
  invalid?: boolean;
  /** For a formula, the names of the queries that it may use. */
  names?: readonly string[] | undefined;
  placeholder?: string;
};

/** Names of the template variables that queries inside may use. */
export const TemplateVariables = createContext<readonly string[]>([]);

export function QueryInput({ value, onChange, onCommit, names, ...rest }: Props) {
  const client = useQueryClient();
  const variables = useContext(TemplateVariables);
  const complete = async (text: string, cursor: number) => {
    const metric = metricAt(text, cursor);
    const inside = text.slice(0, cursor).lastIndexOf("{") > text.slice(0, cursor).lastIndexOf("}");
    return knownOrNew(async (staleTime) => {
      const [metrics, functions, tags] = await Promise.all([
        names ? [] : client.fetchQuery({ ...metricNamesQuery(Date.now() / 1000 - 86400), staleTime }).catch(() => []),
        client.fetchQuery(functionsQuery).catch(() => []),
        inside ? client.fetchQuery({ ...metricTagsQuery(metric), staleTime }).catch(() => ({})) : {},
      ]);
      return offers(text, cursor, { metrics, functions, tags, variables, ...(names && { names }) });
    });
  };
  return (
    <CodeInput
      language={names ? "formula" : "metrics"}
      placeholder={names ? "a / b * 100" : "avg:system.cpu.user{*} by {host}"}
      {...rest}
      value={value}
      onChange={onChange}
      onCommit={onCommit}
      complete={complete}
      check={(text) => faultsOf(names ? "formula" : "metrics", text, names ?? []).catch(() => [])}
      explain={(name) => client.fetchQuery(functionsQuery).then((all) => all.find((one) => one.name === name))}
    />
  );
}
