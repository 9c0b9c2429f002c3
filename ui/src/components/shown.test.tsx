import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { ApiError } from "@/api/client";
import { KeyValues } from "./KeyValues";
import { Legend } from "./Legend";
import { Markdown } from "./Markdown";
import { OutsideAllowed } from "./outside";
import { Failure } from "./states";

afterEach(cleanup);
const show = (element: ReactElement) => render(<MantineProvider>{element}</MantineProvider>);

it("underlines the part of the query that the server could not read", () => {
  const { container } = show(
    <Failure error={new ApiError(400, ["unknown function as_rat"], [14, 20])} query="sum:hits{*}.  as_rat()" />,
  );
  expect(container.querySelector("mark")?.textContent).toBe("as_rat");
  expect(screen.getByRole("alert").textContent).toContain("unknown function as_rat");
});

it("draws Markdown without scripts and handlers", () => {
  const { container } = show(
    <Markdown text={"# Title\n<img src=x onerror=alert(1)><script>alert(1)</script> [x](javascript:alert(1))"} />,
  );
  expect(screen.getByRole("heading").textContent).toBe("Title");
  expect(container.innerHTML).not.toMatch(/onerror|<script|javascript:/);
});

it("shows whom a message tells as a handle, and addresses as links", () => {
  const { container } = show(<Markdown text={"Tell @ann@example.org, or write to bob@example.org"} />);
  expect([...container.querySelectorAll("a")].map((one) => one.textContent)).toEqual(["bob@example.org"]);
  expect(container.textContent).toContain("Tell @ann@example.org,");
});

it("shows images of other sites only where that is allowed", () => {
  const text = "![a dog](https://pictures.example/dog.png) ![own](/icon.svg) [out](https://a.example)";
  const { container, rerender } = show(<Markdown text={text} />);
  expect([...container.querySelectorAll("img")].map((one) => one.getAttribute("src"))).toEqual(["/icon.svg"]);
  expect(screen.getByText("Image: a dog").getAttribute("href")).toBe("https://pictures.example/dog.png");
  expect(screen.getByText("out").getAttribute("rel")).toBe("noreferrer");
  rerender(
    <MantineProvider>
      <OutsideAllowed value={{ external_images: true, external_frames: false }}>
        <Markdown text={text} />
      </OutsideAllowed>
    </MantineProvider>,
  );
  expect(container.querySelectorAll("img")).toHaveLength(2);
});

it("shows one line alone, adds another with Ctrl, and shows all again", async () => {
  const chosen = vi.fn();
  const line = (label: string) => ({
    label,
    color: "#000000",
    style: "line" as const,
    times: [0],
    values: [1],
  });
  const lines = [line("a"), line("b")];
  const { rerender } = show(<Legend lines={lines} only={new Set()} onOnly={chosen} compact />);
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "a" }));
  expect(chosen).toHaveBeenLastCalledWith(new Set(["a"]));
  rerender(
    <MantineProvider>
      <Legend lines={lines} only={new Set(["a"])} onOnly={chosen} compact />
    </MantineProvider>,
  );
  await user.keyboard("{Control>}");
  await user.click(screen.getByRole("button", { name: "b" }));
  await user.keyboard("{/Control}");
  expect(chosen).toHaveBeenLastCalledWith(new Set(["a", "b"]));
  await user.click(screen.getByRole("button", { name: "a" }));
  expect(chosen).toHaveBeenLastCalledWith(new Set());
});

it("flattens attributes and filters by one", async () => {
  const filter = vi.fn();
  show(<KeyValues values={{ http: { status_code: 500 }, list: [1, 2] }} prefix="@" onFilter={filter} />);
  expect(screen.getByText("http.status_code")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "500" }));
  expect(filter).toHaveBeenCalledWith("@http.status_code", "500");
});
