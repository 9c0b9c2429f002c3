import { expect, it } from "vitest";
import { eventSearches } from "./event_search";

const variables = [{ name: "region", prefix: "region", values: ["eu"] }];

it("reads overlays of today and of old", () =>
  expect(
    eventSearches(
      [
        { q: "source:deploy $region", tags_execution: "and" },
        { q: "sources:jenkins,chef priority:all tags:region:$region.value" },
        { q: "a:b c:d", tags_execution: "or" },
        { q: "" },
      ],
      variables,
    ),
  ).toEqual(["source:deploy region:eu", "source:jenkins,chef region:eu", "a:b OR c:d"]));
