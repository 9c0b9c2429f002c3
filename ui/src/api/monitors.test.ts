import { afterEach, expect, it, vi } from "vitest";
import { foundMonitors } from "./monitors";

afterEach(() => vi.unstubAllGlobals());

it("finds the monitors of every page", async () => {
  const all = Array.from({ length: 2001 }, (_, id) => ({ id }));
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    const { searchParams } = new URL(path, "http://here");
    const [page, size] = [Number(searchParams.get("page")), Number(searchParams.get("per_page"))];
    asked.push(searchParams.get("query") ?? "");
    const monitors = all.slice(page * size, (page + 1) * size);
    return Response.json({ counts: {}, monitors, metadata: { total_count: all.length } });
  });
  expect(await foundMonitors("tag:a")).toEqual(all);
  expect(asked).toEqual(["tag:a", "tag:a", "tag:a"]);
});
