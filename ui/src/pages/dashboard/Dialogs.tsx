/** The dialogs of a dashboard, each loaded when it is first opened. */

import { lazy, Suspense } from "react";
import type { Dashboard, WidgetJson } from "@/api/dashboards";
import { added, named, type Place, replaced, widgetAt } from "@/components/draft";
import { filledDefinition } from "@/lib/filled";
import { widgetOf } from "@/widgets/catalogue";
import type { Scene } from "@/widgets/widget";
import type { Dialog } from "./Actions";
import type { Board } from "./useBoard";

const AddToDashboard = lazy(() => import("@/components/AddToDashboard"));
const CommentDialog = lazy(() => import("./CommentDialog"));
const Details = lazy(() => import("./Details"));
const FullScreen = lazy(() => import("./FullScreen"));
const History = lazy(() => import("./History"));
const JsonEditor = lazy(() => import("./JsonEditor"));
const ShareDialog = lazy(() => import("./ShareDialog"));
const VariableEditor = lazy(() => import("./VariableEditor"));
const WidgetEditor = lazy(() => import("./WidgetEditor"));
const ChoosePowerpack = lazy(() => import("./PowerpackDialog").then((all) => ({ default: all.ChoosePowerpack })));
const SavePowerpack = lazy(() => import("./PowerpackDialog").then((all) => ({ default: all.SavePowerpack })));

/** What is open: a dialog, one about a widget, or the editor of the widget at a place. */
export type Open =
  | { dialog: Dialog }
  | { about: WidgetJson; what: "comment" | "add" | "powerpack" }
  | { place: Place }
  | null;

type Props = {
  open: Open;
  board: Board;
  shown: Dashboard;
  scene: Scene;
  /** The widget that fills the window, if one does. */
  full: WidgetJson | undefined;
  onFull: (widget: WidgetJson | null) => void;
  onClose: () => void;
};

export function Dialogs({ open, board, shown, scene, full, onFull, onClose }: Props) {
  const done = (next: Dashboard) => {
    board.set(next);
    onClose();
  };
  const put = (widget: WidgetJson, group: number | null) => {
    const { layout, ...fresh } = widget;
    const size = layout ?? widgetOf(widget.definition.type)?.size ?? { width: 4, height: 2 };
    done({ ...shown, widgets: named(added(shown.widgets, fresh, size, group)) });
  };
  const dialog = open && "dialog" in open ? open.dialog : null;
  const about = open && "about" in open ? open : null;
  const place = open && "place" in open ? open.place : null;
  const groups = shown.widgets.flatMap((one, at) =>
    one.definition.type === "group" ? [{ at, title: one.definition.title || `Group ${at + 1}` }] : [],
  );
  return (
    <Suspense>
      {full && <FullScreen widget={full} scene={scene} onClose={() => onFull(null)} />}
      {(dialog === "widget" || place) && (
        <WidgetEditor
          widget={place ? (widgetAt(shown.widgets, place) ?? null) : null}
          groups={groups}
          scene={scene}
          onCancel={onClose}
          onDone={(widget, group) =>
            place ? done({ ...shown, widgets: replaced(shown.widgets, place, widget) }) : put(widget, group)
          }
        />
      )}
      {dialog === "variables" && (
        <VariableEditor
          variables={shown.template_variables ?? []}
          onCancel={onClose}
          onDone={(template_variables) => done({ ...shown, template_variables })}
        />
      )}
      {dialog === "pack" && <ChoosePowerpack onClose={onClose} onChosen={(group) => put(group, null)} />}
      {dialog === "json" && <JsonEditor dashboard={shown} onCancel={onClose} onDone={done} />}
      {dialog === "details" && <Details dashboard={shown} onCancel={onClose} onDone={done} />}
      {dialog === "history" && <History id={shown.id} scene={scene} onClose={onClose} />}
      {dialog === "share" && <ShareDialog dashboard={shown} onClose={onClose} />}
      {about?.what === "comment" && (
        <CommentDialog
          widget={about.about}
          scene={scene}
          place={shown.title}
          linkOf={(time) => `/dashboard/${shown.id}?${time}&fullscreen_widget=${about.about.id}`}
          onClose={onClose}
        />
      )}
      {about?.what === "add" && (
        <AddToDashboard
          definition={filledDefinition(about.about.definition, scene.variables)}
          {...(about.about.layout && { size: about.about.layout })}
          onClose={onClose}
        />
      )}
      {about?.what === "powerpack" && <SavePowerpack group={about.about} onClose={onClose} />}
    </Suspense>
  );
}
