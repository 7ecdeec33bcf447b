import { stableGuid, stableName } from "../../sdk/src/azure/stable-name";
import { declare } from "../support/mocks";

/** What is made of names in a stack. */
async function inStack<T>(make: () => T, stack = "stack"): Promise<T> {
  let made!: T;
  await declare(
    () => {
      made = make();
    },
    {},
    undefined,
    undefined,
    stack,
  );
  return made;
}

test("names are in the state of stacks, and stay as they were made", async () => {
  const names = await inStack(() => [stableName("My-Flows", 24, "s/g"), stableGuid("reader", "s/g")]);
  expect(names).toEqual(["myflows057143352389", "7c6fd6c1-1dd6-5240-830f-aef9ab8d0779"]);
});

test("a name fits, differs between stacks, places and things, and leaves the digits whole", async () => {
  const made = await inStack(() =>
    ["a-long-name-of-flows", "a-long-name-of-flows-2"].map((name) => stableName(name, 24, "s/g")),
  );
  expect(made.map((name) => name.slice(0, 12))).toEqual(["alongnameoff", "alongnameoff"]);
  expect(made.map((name) => name.length)).toEqual([24, 24]);
  const other = await inStack(() => stableName("a-long-name-of-flows", 24, "s/g"), "other");
  const elsewhere = await inStack(() => stableName("a-long-name-of-flows", 24, "s/h"));
  expect(new Set([...made, other, elsewhere]).size).toBe(4);
});
