import { expect, it } from "vitest";
import { placesOf } from "./places";
import type { ListedRecord } from "./record-fields";

const record = (attributes: Record<string, unknown>): ListedRecord => ({
  id: "1",
  at: 0,
  status: "info",
  message: "",
  host: "",
  service: "",
  source: "",
  tags: [],
  attributes,
});
const found = (attributes: Record<string, unknown>, ...fields: string[]) =>
  placesOf(
    [record(attributes)],
    fields.map((field) => ({ field, width: "auto" as const })),
  ).map((one) => one.at);

it("finds coordinates by the columns that name them", () => {
  expect(found({ shop: { lat: 47.5, lng: "7.6" } }, "@shop.lat", "content")).toEqual([[7.6, 47.5]]);
  expect(found({ "at.latitude": 1, "at.longitude": 2 }, "at.latitude")).toEqual([[2, 1]]);
});

it("finds where the client was, and nothing where there is no place", () => {
  const location = { latitude: -33.9, longitude: 151.2 };
  expect(found({ network: { client: { geoip: { location } } } })).toEqual([[151.2, -33.9]]);
  expect(found({ network: { client: { geoip: { location: { latitude: 95, longitude: 0 } } } } })).toEqual([]);
  expect(found({ flat: 1, flong: 2 }, "@flat")).toEqual([]);
});
