/** A link from a widget to a page of this app; on a public page, whose viewers cannot go there, its text alone. */

import { Link } from "@tanstack/react-router";
import { type CSSProperties, createContext, type ReactNode, useContext } from "react";

const Visited = createContext(false);

/** Tells the widgets inside it whether they are drawn on a public page. */
export const Visiting = Visited.Provider;

/** A page of this app, which may be any. */
export type Target = { to: string; params?: Record<string, string>; search?: Record<string, string> };
type Props = Target & {
  children: ReactNode;
  className?: string | undefined;
  style?: CSSProperties;
  title?: string;
};

export function OwnLink({ to, params, search, ...props }: Props) {
  if (useContext(Visited)) return <span {...props} />;
  return <Link to={to} params={params as never} search={(search ?? {}) as never} {...props} />;
}
