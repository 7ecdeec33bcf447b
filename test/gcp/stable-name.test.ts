import { stableName } from "../../sdk/src/gcp/stable-name";
import { declare } from "../support/mocks";

/** What is made of names in a stack. */
async function inStack(make: () => string[], stack = "stack"): Promise<string[]> {
  let made: string[] = [];
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

test("a name is in the state of stacks, and stays as it was made", async () => {
  expect(await inStack(() => [stableName("job", "My Flows", 30)])).toEqual(["job-my-flows-bfb384b0"]);
});

test("a name fits, has no dash before its own, and differs between stacks and things", async () => {
  const names = () =>
    ["a-long-name-of-the-flows", "a-long-name-of-the-other"].map((name) => stableName("job", name, 30));
  const [first, second] = await inStack(names);
  const [elsewhere] = await inStack(names, "other");
  expect(first).toMatch(/^job-a-long-name-of-th-[0-9a-f]{8}$/);
  expect(second).toMatch(/^job-a-long-name-of-th-[0-9a-f]{8}$/);
  expect(first).toHaveLength(30);
  expect(new Set([first, second, elsewhere]).size).toBe(3);
  expect((await inStack(() => [stableName("job", "a-long-name-of---the", 28)]))[0]).toMatch(
    /^job-a-long-name-of-[0-9a-f]{8}$/,
  );
});
