/** A link from a widget to a page of this app; on a public page, whose viewers cannot go there, its text alone. */

import { Link } from "@tanstack/react-router";
import { type CSSProperties, createContext, type ReactNode, useContext } from "react";

const Visited = createContext(false);

/** Tells the widgets inside it whether they are drawn on a public page. */
export const Visiting = Visited.Provider;

type Props = {
  to: "/monitors/$id" | "/slos/$id";
  id: string;
  children: ReactNode;
  className?: string | undefined;
  style?: CSSProperties;
  title?: string;
};

export function OwnLink({ to, id, ...props }: Props) {
  return useContext(Visited) ? <span {...props} /> : <Link to={to} params={{ id }} {...props} />;
}
