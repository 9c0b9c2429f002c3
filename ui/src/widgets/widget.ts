/** What a widget is: one file in this folder that exports `widget`. */

import type { ComponentType } from "react";
import type { Definition } from "@/api/dashboards";
import type { Variable } from "@/lib/templates";
import type { Range } from "@/lib/time";

/** What surrounds a widget: the time, the chosen variables, and how to zoom. */
export type Scene = { range: Range; variables: Variable[]; zoom: (from: number, to: number) => void };
export type ViewProps = { definition: Definition; scene: Scene };
export type FormProps = { definition: Definition; onChange: (definition: Definition) => void };
/** Documents that an example may show, by their ids; empty where there is none. */
export type Known = { monitor: string; slo: string; powerpack: string };
export type Widget = {
  /** `definition.type` of Datadog's JSON. */
  type: string;
  name: string;
  size: { width: number; height: number };
  /** A definition to begin with. */
  initial: Definition;
  /** What the gallery draws and its test looks at: of the data that any installation with an agent has. */
  example: Definition | ((known: Known) => Definition);
  View: ComponentType<ViewProps>;
  /** What the editor asks for beside the title; without it the JSON is edited. */
  Form?: ComponentType<FormProps>;
  /** Draws its own frame and title. */
  bare?: boolean;
  /** Draws its own ground and border too. */
  clear?: (definition: Definition) => boolean;
  /** Belongs to a product that is not here: kept and shown as a notice, not offered to those who add a widget. */
  absent?: boolean;
};
