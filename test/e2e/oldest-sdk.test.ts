import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Declared, declare, edited, idsIn, nameIn, oneOfEach } from "../support/every-kind";
import { installWithOldestSdk } from "../support/oldest-sdk";
import { serverUrl } from "../support/raw-api";
import { Stack } from "../support/stack";
import { previewed } from "../support/steps";

/** A stack with a resource of every kind, whose program has the oldest SDK that the package takes. */
let folder: string;
let stack: Stack;
let declared: Declared[];

beforeAll(async () => {
  folder = await installWithOldestSdk();
  declared = await oneOfEach();
  stack = await Stack.create({
    packages: join(folder, "node_modules"),
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
  });
});
afterAll(async () => {
  await stack?.remove();
  await rm(folder, { recursive: true, force: true });
});

const names = () => declared.map(({ name }) => name).sort();
const editable = () => declared.filter(({ edit }) => edit);
const operations = async () => Object.entries(await previewed(stack)).map(([name, { op }]) => `${op} ${name}`);
const each = (op: string, all: readonly { name: string }[]) => all.map(({ name }) => `${op} ${name}`);

test("hooks run", async () => {
  await declare(stack, declared, {
    before: `const made = new pulumi.ResourceHook("made", async ({ name }) => {
      require("node:fs").appendFileSync("hooks.txt", name + "\\n");
    });`,
    options: '() => ({ hooks: { afterCreate: [made] }, replacementTrigger: "first" })',
  });
  await stack.up();
  const noted = (await readFile(join(stack.folder, "hooks.txt"), "utf8")).trim().split("\n");
  expect(noted.sort()).toEqual(names());
});

test.each([
  ["ignoreChanges", "ignoreChanges: [path]", []],
  ["hideDiffs", "hideDiffs: [path]", ["update"]],
  ["replaceOnChanges", "replaceOnChanges: [path]", ["replace"]],
])("%s is heeded", async (_, option, [op]) => {
  const options = `({ path }) => ({ replacementTrigger: "first", ...(path && { ${option} }) })`;
  await declare(stack, edited(declared), { options });
  expect((await operations()).sort()).toEqual(op ? each(op, editable()).sort() : []);
});

test("transforms and replacementTrigger are heeded", async () => {
  await declare(stack, declared, {
    options: `() => ({
      replacementTrigger: "first",
      transforms: [({ props, opts }) => ({ props, opts: { ...opts, replacementTrigger: "second" } })],
    })`,
  });
  expect((await operations()).sort()).toEqual(each("replace", declared).sort());
});

test("aliases are heeded, and what says how deletions go reaches the engine", async () => {
  const ids = await idsIn(stack);
  const moved = declared.map((one) => ({ ...one, name: `moved-${one.name}` }));
  await declare(stack, moved, {
    before: 'const trunk = new pulumi.ComponentResource("example:index:Trunk", "trunk");',
    options: `({ kind }) => ({
      aliases: [{ name: kind }], replacementTrigger: "first",
      protect: true, retainOnDelete: true, deletedWith: trunk, replaceWith: [trunk], customTimeouts: { create: "5m" },
    })`,
  });
  const { steps } = JSON.parse((await stack.expect("preview", "--json")).replace(/^[^{]*/, ""));
  const kept = steps.filter(({ newState }: any) => newState.type.startsWith("pulumi-nodejs:"));
  expect(kept.map(({ op, oldState, newState }: any) => [op, nameIn(newState.urn), oldState.id]).sort()).toEqual(
    declared.map(({ name }) => ["same", `moved-${name}`, ids.get(name)]).sort(),
  );
  const trunk = expect.stringMatching(/::trunk$/);
  for (const { newState } of kept) {
    expect(newState).toMatchObject({
      protect: true,
      retainOnDelete: true,
      deletedWith: trunk,
      replaceWith: [trunk],
      customTimeouts: { create: 300 },
    });
  }
});
