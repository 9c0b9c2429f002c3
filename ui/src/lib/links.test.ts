import { expect, it } from "vitest";
import { filledLink, linksOf } from "./links";

const point = {
  tags: ["host:web-1", "@http.url:/a b"],
  range: { from: 10, to: 20 },
  variables: [{ name: "env", prefix: "env", values: ["prod"] }],
};

it("fills in tags, facets, variables and times, encoded", () => {
  expect(filledLink("https://x.example/?q={{host}}&v={{host.value}}&f={{@http.url.value}}", point)).toBe(
    "https://x.example/?q=host%3Aweb-1&v=web-1&f=%2Fa%20b",
  );
  expect(filledLink("/d?{{$env}}&{{$env.value}}&{{timestamp_start}}-{{timestamp_end}}&{{gone}}", point)).toBe(
    "/d?env%3Aprod&prod&10000-20000&",
  );
});

it("offers the usual ways, but for those that are hidden or replaced", () => {
  expect(linksOf({}, point).map((one) => one.label)).toEqual(["Logs", "Traces", "Host"]);
  const custom_links = [
    { override_label: "logs", is_hidden: true },
    { override_label: "hosts", link: "/h/{{host.value}}" },
    { label: "Runbook", link: "/r" },
  ];
  expect(linksOf({ custom_links }, point)).toMatchObject([
    { label: "Traces" },
    { label: "Host", href: "/h/web-1" },
    { label: "Runbook", href: "/r" },
  ]);
});
