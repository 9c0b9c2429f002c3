/** A dashboard as it is shown: as saved, or as somebody is editing it, each change of whom can be undone. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Dashboard, dashboardKey, saveDashboard, useDashboard } from "@/api/dashboards";
import { done, failed } from "@/components/notify";
import { useUnsaved } from "@/components/unsaved";
import { useParams, useSetParams } from "@/components/url";

const MOST = 100;

/** States one behind the other, and which of them is shown; the last change's key joins those of one field. */
type Course = { states: Dashboard[]; at: number; key: string | undefined };

export function useBoard(id: string) {
  const { data: saved, error } = useDashboard(id);
  const editing = useParams().edit === "1";
  const change = useSetParams();
  const cache = useQueryClient();
  const [course, setCourse] = useState<Course | null>(null);
  const [busy, setBusy] = useState(false);
  const current = editing ? course?.states[course.at] : undefined;
  const dirty = editing && course !== null && course.at > 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a refetch must not throw away what was edited
  useEffect(() => {
    if (!editing || !saved) setCourse(null);
    else if (course?.states[0]?.id !== saved.id || course.states[0].version !== saved.version)
      setCourse({ states: [saved], at: 0, key: undefined });
  }, [editing, saved?.id, saved?.version]);
  useUnsaved(dirty, "dashboard");

  /** Changes the draft, beginning one where there is none; changes with the same key are undone together. */
  const set = (next: Dashboard, key?: string) => {
    setCourse((before) => {
      const from = before ?? (saved && { states: [saved], at: 0, key: undefined });
      if (!from) return before;
      const joined = key !== undefined && from.key === key && from.at > 0;
      const kept = from.states.slice(0, joined ? from.at : from.at + 1);
      // The first state is what was saved; it stays.
      const recent = kept.length > MOST ? [kept[0] as Dashboard, ...kept.slice(2)] : kept;
      return { states: [...recent, next], at: recent.length, key };
    });
    if (!editing) change({ edit: "1" });
  };
  const go = (by: number) =>
    setCourse((before) => {
      const at = (before?.at ?? 0) + by;
      return before && at >= 0 && at < before.states.length ? { ...before, at, key: undefined } : before;
    });
  const save = async () => {
    if (!current) return;
    setBusy(true);
    try {
      const stored = await saveDashboard(current);
      cache.setQueryData(dashboardKey(id), stored);
      await cache.invalidateQueries({ queryKey: ["dashboards"] });
      done("The dashboard is saved");
      change({ edit: undefined });
    } catch (wrong) {
      failed(wrong);
    } finally {
      setBusy(false);
    }
  };
  return {
    saved,
    error,
    editing,
    dirty,
    busy,
    shown: current ?? saved,
    set,
    save,
    undo: course && course.at > 0 ? () => go(-1) : undefined,
    redo: course && course.at < course.states.length - 1 ? () => go(1) : undefined,
  };
}

export type Board = ReturnType<typeof useBoard>;
