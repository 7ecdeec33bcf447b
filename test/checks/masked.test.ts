import { checkNotMasked, mask } from "../../sdk/src/checks/masked";
import { CheckFailures } from "../../sdk/src/engine/check-failures";

function failuresOf(value: unknown): readonly string[] {
  const failures = new CheckFailures();
  checkNotMasked("data", value, failures);
  return failures.lines;
}

test.each([["a text"], [null], [1], [{ user: "a", inner: { token: null } }], [["a", null]]])(
  "%j is no mask",
  (value) => {
    expect(failuresOf(value)).toEqual([]);
  },
);

test.each<[unknown, string]>([
  [mask, "`data` is ********"],
  [{ token: mask }, "`data.token` is ********"],
  [{ keys: [{ token: mask }] }, "`data.keys.0.token` is ********"],
])("the server's mask in %j is refused where it stands", (value, place) => {
  expect(failuresOf(value)).toEqual([expect.stringContaining(place)]);
});
