/** The name in a list's row, which leads to the thing itself. */

import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";
import classes from "./VirtualRows.module.css";

export const RowLink = createLink(({ children, ...rest }: ComponentPropsWithRef<"a">) => (
  <a {...rest} className={classes.link}>
    {children}
  </a>
));
