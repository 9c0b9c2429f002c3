import { expect, it } from "vitest";
import { term, toggled } from "./search";

it("quotes what needs it", () =>
  expect([term("host", "web-1"), term("@url", 'a "b"')]).toEqual(["host:web-1", '@url:"a \\"b\\""']));

it("adds a term and takes it away again", () => {
  expect(toggled("status:error", "host:a")).toBe("status:error host:a");
  expect(toggled("status:error host:a", "status:error")).toBe("host:a");
  expect(toggled("*", "host:a")).toBe("host:a");
  expect(toggled("host:ab", "host:a")).toBe("host:ab host:a");
});
