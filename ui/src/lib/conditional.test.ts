import { expect, it } from "vitest";
import { formatFor, lookOf } from "./conditional";

const formats = [
  { comparator: ">", value: 90, palette: "white_on_red" },
  { comparator: ">=", value: 50, palette: "custom_bg", custom_bg_color: "#123456", hide_value: true },
  { comparator: "=", value: 7, palette: "custom_image", image_url: "https://example.org/seven.png" },
  { comparator: "<", value: 5, palette: "green_on_white" },
];

it("takes the first conditional format that is met", () => {
  expect(formatFor(95, formats)?.palette).toBe("white_on_red");
  expect(formatFor(50, formats)?.palette).toBe("custom_bg");
  expect(formatFor(10, formats)).toBeNull();
  expect(formatFor(null, formats)).toBeNull();
});

it("tells what a value looks like", () => {
  expect(lookOf(95, formats)).toEqual({ color: "#ffffff", background: "#c8392b" });
  expect(lookOf(60, formats)).toEqual({ color: "#ffffff", background: "#123456", hidden: true });
  expect(lookOf(7, formats)).toMatchObject({ image: "https://example.org/seven.png" });
  expect(lookOf(1, formats)).toEqual({ color: "#128a63" });
});
