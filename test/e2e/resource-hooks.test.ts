import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Declared, declare, edited, oneOfEach } from "../support/every-kind";
import { serverUrl } from "../support/raw-api";
import { Stack } from "../support/stack";

let stack: Stack;
let declared: Declared[];

/** Hooks that write down when they are called, and for which object. */
const programming = {
  before: `
const note = (hook) => new pulumi.ResourceHook(hook, async ({ name, id }) => {
  require("node:fs").appendFileSync("hooks.txt", hook + " " + name + (id ? " with an id" : "") + "\\n");
});
const names = ["beforeCreate", "afterCreate", "beforeUpdate", "afterUpdate", "beforeDelete", "afterDelete"];
const hooks = Object.fromEntries(names.map((name) => [name, [note(name)]]));
`,
  options: "() => ({ hooks })",
};

beforeAll(async () => {
  declared = await oneOfEach();
  stack = await Stack.create({ config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" } });
});
afterAll(() => stack.remove());

/** What was noted of a kind of hooks. */
async function noted(...hooks: string[]): Promise<string[]> {
  const lines = (await readFile(join(stack.folder, "hooks.txt"), "utf8")).trim().split("\n");
  return lines.filter((line) => hooks.some((hook) => line.startsWith(`${hook} `))).sort();
}

test("hooks run before and after an object of each kind is made, changed and deleted", async () => {
  await declare(stack, declared, programming);
  await stack.up();
  const made = declared.flatMap(({ name }) => [`beforeCreate ${name}`, `afterCreate ${name} with an id`]).sort();
  expect(await noted("beforeCreate", "afterCreate")).toEqual(made);

  await declare(stack, edited(declared), programming);
  await stack.up();
  const changed = declared.filter(({ edit }) => edit);
  const updates = changed.flatMap(({ name }) => [`beforeUpdate ${name} with an id`, `afterUpdate ${name} with an id`]);
  expect(await noted("beforeUpdate", "afterUpdate")).toEqual(updates.sort());

  await stack.destroy("--run-program");
  const deletions = declared.flatMap(({ name }) => [
    `beforeDelete ${name} with an id`,
    `afterDelete ${name} with an id`,
  ]);
  expect(await noted("beforeDelete", "afterDelete")).toEqual(deletions.sort());
});
