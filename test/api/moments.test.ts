import { wasThere, wasWrittenBefore } from "../../sdk/src/api/moments";

const created = "2026-11-26T10:41:13.606689Z";

describe("a row that is written", () => {
  test.each([
    ["2026-11-26T10:41:13.606689Z", "at the same microsecond"],
    ["2026-11-26T10:41:13.606701Z", "12 microseconds later"],
    ["2026-11-26T10:41:13.607689Z", "a whole millisecond later"],
  ])("is new when it was written %s, %s", (updated) => {
    expect(wasThere({ created, updated })).toBe(false);
  });

  test.each([
    ["2026-11-26T10:41:13.607690Z", "more than a millisecond later"],
    ["2026-11-26T10:41:13.606688Z", "a microsecond before it was made, by a request that came first and wrote last"],
    ["2026-11-26T10:41:13.593823Z", "13 milliseconds before it was made"],
    ["2026-11-26T10:41:14Z", "at a whole second, which is written without a fraction"],
  ])("was there when it was written %s, %s", (updated) => {
    expect(wasThere({ created, updated })).toBe(true);
  });

  test("is new within the second that a whole one begins", () => {
    expect(wasThere({ created: "2026-11-26T10:41:13Z", updated: "2026-11-26T10:41:13.000007Z" })).toBe(false);
    expect(wasThere({ created: "2026-11-26T10:41:12.999998Z", updated: "2026-11-26T10:41:13Z" })).toBe(false);
  });
});

test("a row whose request noted its moment long before it was made counts as written later only when it was", () => {
  expect(wasWrittenBefore({ created, updated: "2026-11-26T10:41:13.408370Z" })).toBe(false);
  expect(wasWrittenBefore({ created, updated: "2026-11-26T10:41:13.607690Z" })).toBe(true);
});
