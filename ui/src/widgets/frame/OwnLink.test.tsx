import { MantineProvider } from "@mantine/core";
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from "@tanstack/react-router";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Visiting } from "./OwnLink";
import { Records } from "./Records";

afterEach(cleanup);

const records = (visiting: boolean) => {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  render(
    <RouterContextProvider router={router as never}>
      <MantineProvider>
        <Visiting value={visiting}>
          <Records
            records={[{ id: "1", status: "error", message: "refused", attributes: {}, tags: [] } as never]}
            columns={[{ field: "message", width: "auto" }]}
            openOf={() => ({ to: "/logs", search: { query: "refused" } })}
          />
        </Visiting>
      </MantineProvider>
    </RouterContextProvider>,
  );
};

it("leads to the record, and nowhere on a public page", () => {
  records(false);
  expect(screen.getByRole("link").getAttribute("href")).toBe("/logs?query=refused");
  cleanup();
  records(true);
  expect(screen.getByText("refused")).toBeTruthy();
  expect(screen.queryByRole("link")).toBeNull();
});
