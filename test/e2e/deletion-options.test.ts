import {
  type Declared,
  declare,
  idsIn,
  oneOfEach,
  onServer,
  type RecordedStack,
  recordedStack,
} from "../support/every-kind";
import { unique } from "../support/raw-api";
import type { Recorded } from "../support/recording-proxy";
import { done } from "../support/steps";

/** One stack with a resource of every kind, and one more that they may hang on. */
let recorded: RecordedStack;
let { stack, proxy } = {} as RecordedStack;
let declared: Declared[];

const variableName = () => unique("trunk").replaceAll("-", "_");
const first = variableName();
const trunk = (name: string) => `const trunk = new syntask.Variable("trunk", { name: "${name}", value: 1 });`;

beforeAll(async () => {
  declared = await oneOfEach();
  recorded = await recordedStack(declared, {
    before: trunk(first),
    options: '() => ({ replacementTrigger: "first" })',
  });
  ({ stack, proxy } = recorded);
});
afterAll(() => recorded.remove());

/** Those that the server has. */
async function there(ids: ReadonlyMap<string, string>): Promise<string[]> {
  const found: string[] = [];
  for (const one of declared) {
    await onServer(one, ids.get(one.name)!).then(
      () => found.push(one.name),
      () => undefined,
    );
  }
  return found;
}

const names = () => declared.map(({ name }) => name);
const replaced = () => Object.fromEntries(names().map((name) => [name, "replace"]));
const operations = async (...args: string[]) =>
  Object.fromEntries(Object.entries(await done(stack, ...args)).map(([name, { op }]) => [name, op]));

/** Whether an object of a resource was deleted before one of its name was made. */
function isDeletedFirst(sent: readonly Recorded[], { inputs }: Declared, id: string): boolean {
  const key = inputs.name ?? inputs.tag ?? inputs.block ?? inputs.blockType ?? inputs.deployment;
  const own = id.split("/").at(-1)!;
  const deleted = sent.findIndex(
    ({ call }) => call.startsWith("DELETE") && [own, key].some((one) => call.includes(one)),
  );
  const made = sent.findIndex(
    ({ call, body }) => call.startsWith("POST") && (call + JSON.stringify(body ?? "")).includes(key),
  );
  return deleted >= 0 && deleted < made;
}

test("a changed replacementTrigger keeps the object, as two of one name cannot be", async () => {
  const before = await idsIn(stack);
  await declare(stack, declared, { before: trunk(first), options: '() => ({ replacementTrigger: "second" })' });
  expect(await operations()).toEqual(replaced());
  expect(await there(await idsIn(stack))).toEqual(names());
  expect(await idsIn(stack)).toEqual(before);
  await stack.preview("--refresh", "--expect-no-changes");
});

test("with deleteBeforeReplace it makes the object anew, after the old one is gone", async () => {
  const before = await idsIn(stack);
  proxy.take();
  await declare(stack, declared, {
    before: trunk(first),
    options: '() => ({ replacementTrigger: "third", deleteBeforeReplace: true })',
  });
  expect(await operations()).toEqual(replaced());
  const sent = proxy.take();
  expect(declared.filter((one) => !isDeletedFirst(sent, one, before.get(one.name)!)).map(({ name }) => name)).toEqual(
    [],
  );
  const after = await idsIn(stack);
  expect(names().filter((name) => after.get(name) === before.get(name))).toEqual([]);
  expect(await there(after)).toEqual(names());
});

test("replaceWith replaces the object together with another one", async () => {
  const before = await idsIn(stack);
  const options =
    '() => ({ replacementTrigger: "third", deleteBeforeReplace: true, replaceWith: [trunk], deletedWith: trunk })';
  await declare(stack, declared, { before: trunk(first), options });
  await stack.up();
  await declare(stack, declared, { before: trunk(variableName()), options });
  expect(await operations()).toEqual({ ...replaced(), trunk: "replace" });
  const after = await idsIn(stack);
  expect(await there(after)).toEqual(names());
  expect(names().filter((name) => after.get(name) === before.get(name))).toEqual([]);
});

test("deletedWith leaves the deletion to that of another one", async () => {
  const ids = await idsIn(stack);
  proxy.take();
  await declare(stack, []);
  await stack.up();
  expect(proxy.take().map(({ call }) => call)).toEqual([`DELETE /variables/${ids.get("trunk")}`]);
  expect(await there(ids)).toEqual(names());
});

test("protect refuses a deletion before anything is sent", async () => {
  await declare(stack, declared, { options: "() => ({ protect: true })" });
  await stack.up();
  await declare(stack, []);
  proxy.take();
  const { code, output } = await stack.run("up", "--yes", "--skip-preview", "--continue-on-error");
  expect(code).not.toBe(0);
  expect(names().filter((name) => !output.includes(`::${name}"`))).toEqual([]);
  expect(output).toContain("because it is protected");
  expect(proxy.take()).toEqual([]);
});

test("retainOnDelete takes the resource out of the stack and leaves the object", async () => {
  const ids = await idsIn(stack);
  await declare(stack, declared, { options: "() => ({ retainOnDelete: true })" });
  await stack.up();
  await declare(stack, []);
  proxy.take();
  await stack.up();
  expect(proxy.take()).toEqual([]);
  expect(await there(ids)).toEqual(names());
  await declare(stack, declared);
  await stack.up();
  expect(await idsIn(stack)).toEqual(ids);
});
