import { expect, it } from "vitest";
import { columnName, columnsOf, fieldText } from "./record-fields";

const record = {
  id: "1",
  at: 0,
  status: "error",
  message: "it broke",
  host: "web-1",
  service: "shop",
  source: "python",
  tags: ["env:prod", "team:a", "team:b"],
  attributes: { http: { status_code: 500, "url.path": "/x" }, "usr.name": "Ann", level: 0, list: [1] },
};

it.each([
  ["content", "it broke"],
  ["service", "shop"],
  ["@http.status_code", "500"],
  ["http.url.path", "/x"],
  ["usr.name", "Ann"],
  ["level", "0"],
  ["list", "[1]"],
  ["env", "prod"],
  ["team", "a, b"],
  ["@nothing.there", ""],
])("reads %s", (field, text) => expect(fieldText(record, field)).toBe(text));

it("takes columns as they are given, and the usual ones where none are", () => {
  expect(columnsOf([{ field: "host", width: "compact" }, { field: "", width: "auto" }, "@a"], ["x"])).toEqual([
    { field: "host", width: "compact" },
    { field: "@a", width: "auto" },
  ]);
  expect(columnsOf([], ["timestamp", "content"]).map((one) => one.width)).toEqual(["auto", "full"]);
  expect(["@usr.name", "service", "timestamp"].map(columnName)).toEqual(["usr.name", "Service", "Date"]);
});
