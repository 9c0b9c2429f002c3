import { expect, it } from "vitest";
import { allWidgets, widgetOf } from "./catalogue";

it("finds every widget by the type that its own definition names", () => {
  for (const widget of allWidgets()) {
    expect(widget.initial.type).toBe(widget.type);
    expect(widgetOf(widget.type)).toBe(widget);
  }
  expect(allWidgets().map((one) => one.type)).toEqual(
    expect.arrayContaining(["timeseries", "query_value", "toplist", "note", "group", "query_table"]),
  );
  expect(widgetOf("no_such_widget")).toBeUndefined();
});
