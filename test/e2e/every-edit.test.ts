import { subjects } from "../conformance/subjects";
import { pathText } from "../support/edits";
import {
  type Declared,
  declare,
  edited,
  idsIn,
  oneForEachEdit,
  onServer,
  type RecordedStack,
  recordedStack,
} from "../support/every-kind";
import { unique } from "../support/raw-api";
import type { Recorded } from "../support/recording-proxy";
import { done, previewed, type Steps } from "../support/steps";
import { bySchedule, requestsText, touchedPaths } from "../support/touched";

/** One stack in which each resource differs from the next program by one field, so that each command tries all of them. */
let recorded: RecordedStack;
let { stack, proxy } = {} as RecordedStack;
let declared: Declared[];

beforeAll(async () => {
  declared = await oneForEachEdit();
  recorded = await recordedStack(declared);
  ({ stack, proxy } = recorded);
});
afterAll(() => recorded.remove());

/** What is to be marked of each resource: the path that was edited, and no other. */
const expected = (kinds: { added: string }): Steps =>
  Object.fromEntries(
    declared.map(({ name, inputs, edit }) => {
      const isThere = edit!.path.reduce<any>((inner, key) => inner?.[key], inputs) !== undefined;
      return [name, { op: "update", paths: { [pathText(edit!.path)]: isThere ? "update" : kinds.added } }];
    }),
  );

test("a preview marks the path that is edited and no other", async () => {
  await declare(stack, edited(declared));
  expect(await previewed(stack)).toEqual(expected({ added: "add" }));
});

test("so it does where the new value is not known yet", async () => {
  await declare(stack, declared, {
    before: `const fresh = new syntask.Variable("fresh", { name: "${unique("fresh").replaceAll("-", "_")}", value: 1 });`,
    args: `({ inputs, edit: { path, value } }) => {
      const parent = path.slice(0, -1).reduce((inner, key) => inner[key], inputs);
      parent[path.at(-1)] = fresh.id.apply(() => value);
      return inputs;
    }`,
  });
  const { fresh, ...steps } = await previewed(stack);
  expect(fresh?.op).toBe("create");
  expect(steps).toEqual(expected({ added: "add" }));
});

test("an up does what the preview said, and sends what the table says", async () => {
  const ids = await idsIn(stack);
  const before = await answers(ids);
  await declare(stack, edited(declared));
  proxy.take();
  expect(await done(stack)).toEqual(expected({ added: "add" }));
  const sent = proxy.take();
  const after = await answers(ids);
  const rows = declared.map((one) => {
    const { name, edit } = one;
    const touched = touchedPaths(before.get(name), after.get(name)).join(", ");
    return `${name} | ${pathText(edit!.path)} | ${requestsOf(one, ids.get(name)!, sent)} | ${touched}`;
  });
  expect(rows.join("\n")).toMatchSnapshot("field | what the preview marks | what is sent | what changes on the server");
  await stack.preview("--expect-no-changes");
});

test("after a refresh the way back marks the same paths", async () => {
  await stack.refresh();
  await declare(stack, declared);
  const back = expected({ added: "delete" });
  expect(await previewed(stack, "--refresh")).toEqual(back);
  expect(await done(stack, "--refresh")).toEqual(back);
});

test("what somebody changed on the server is marked and nothing beside it", async () => {
  const ids = await idsIn(stack);
  const drifted = subjects.flatMap(({ kind, drift }) => {
    const one = declared.find((other) => other.kind === kind);
    return drift && one ? [{ ...one, drift }] : [];
  });
  for (const { name, inputs, drift } of drifted) await drift.make(ids.get(name)!, inputs);
  const steps = await previewed(stack, "--refresh");
  const properties = Object.entries(steps).map(([name, { paths }]) => [
    name,
    [...new Set(Object.keys(paths).map((path) => path.split(/[.[]/)[0]))],
  ]);
  expect(Object.fromEntries(properties)).toEqual(
    Object.fromEntries(drifted.map(({ name, drift }) => [name, [drift.property]])),
  );
  expect(await done(stack, "--refresh")).toEqual(steps);
  await stack.preview("--refresh", "--expect-no-changes");
});

async function answers(ids: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, object>> {
  const found = new Map<string, object>();
  for (const one of declared) found.set(one.name, bySchedule(await onServer(one, ids.get(one.name)!)));
  return found;
}

/** What was sent for one resource: what has its id, its name or its tag. */
function requestsOf({ inputs }: Declared, id: string, sent: readonly Recorded[]): string {
  const key = inputs.name ?? inputs.tag;
  const own = id.split("/").at(-1)!;
  const isAbout = ({ call, body }: Recorded) =>
    [own, key].some((name) => name !== undefined && (call + JSON.stringify(body ?? "")).includes(name));
  const names = { [own]: "ID", ...(key && { [key]: "NAME" }), ...(inputs.workPool && { [inputs.workPool]: "POOL" }) };
  const others = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
  return requestsText(sent.filter(isAbout), names).replace(others, "OTHER");
}
