import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Visiting } from "./frame/OwnLink";
import { widget } from "./manage_status";
import type { Scene } from "./widget";

afterEach(cleanup);
afterEach(() => vi.unstubAllGlobals());

const MONITOR = { id: 1, name: "Disk", status: "Alert", muted: false, priority: null, overall_state_modified: null };
const SCENE = { variables: [], range: { from: 0, to: 60 } } as unknown as Scene;

/** Draws a summary of groups of a monitor that is there, whose answer comes when it is given. */
function drawn() {
  let answer = (_: Response) => {};
  const groups = new Promise<Response>((resolve) => {
    answer = resolve;
  });
  vi.stubGlobal("fetch", () => groups);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 60_000 } } });
  client.setQueryData(["monitor-search", ""], [MONITOR]);
  const definition = { type: "manage_status", summary_type: "groups", query: "" };
  const { container } = render(
    <QueryClientProvider client={client}>
      <MantineProvider>
        <Visiting value={true}>
          <widget.View definition={definition} scene={SCENE} />
        </Visiting>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return { container, answer };
}

it("shows no whole monitors until the groups are there", async () => {
  const { container, answer } = drawn();
  expect(container.querySelector(".mantine-Skeleton-root")).toBeTruthy();
  expect(screen.queryByText("Disk")).toBeNull();
  const group = { monitor_id: 1, group: "host:a", status: "Alert", muted: false, last_triggered_ts: null };
  answer(Response.json({ groups: [group], metadata: { total_count: 1 } }));
  expect(await screen.findByText("host:a")).toBeTruthy();
});

it("says that the groups could not be had", async () => {
  const { answer } = drawn();
  answer(Response.json({ errors: ["the groups cannot be read"] }, { status: 500 }));
  expect((await screen.findByRole("alert")).textContent).toContain("the groups cannot be read");
});
