import { expect, it } from "vitest";
import { setZone } from "@/lib/zone";
import { tooltip } from "./tooltip";

it("tells an event's time of day, of other years too", () => {
  setZone("utc");
  const at = Date.UTC(2020, 0, 2, 8, 5, 9) / 1000;
  const event = { at, title: "deployed", color: "#000000" };
  const { hooks } = tooltip(() => ({
    shown: [],
    data: { times: [at], worth: [], drawn: [] } as never,
    events: [event as never],
    props: {},
  }));
  const over = document.createElement("div");
  over.matches = () => true;
  const u = { over, cursor: { idx: 0, left: 0, top: 0 }, valToPos: () => 0, posToVal: () => 0 };
  for (const hook of [hooks.init, hooks.setCursor].flat()) (hook as (one: unknown) => void)(u);
  const rows = [...document.querySelectorAll(".graph-tooltip-row")].map((row) => row.textContent);
  expect(rows).toEqual(["Jan 02 2020 08:05:09", "deployed08:05:09"]);
});
