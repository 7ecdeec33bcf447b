import { subjects } from "../conformance/subjects";
import { editsOf, pathText, withEdit } from "../support/edits";
import {
  type Declared,
  declare,
  edited,
  idsIn,
  oneOfEach,
  type RecordedStack,
  recordedStack,
} from "../support/every-kind";
import { done, previewed, type Step } from "../support/steps";

/** One stack with a resource of every kind, so that each command tries an option with all of them. */
let recorded: RecordedStack;
let { stack, proxy } = {} as RecordedStack;
let declared: Declared[];

beforeAll(async () => {
  declared = await oneOfEach();
  recorded = await recordedStack(declared);
  ({ stack, proxy } = recorded);
});
afterAll(() => recorded.remove());

const editable = () => declared.filter(({ edit }) => edit);

/** A step for each resource that is edited. */
const each = (step: (one: Declared, path: string) => Step): Record<string, Step> =>
  Object.fromEntries(editable().map((one) => [one.name, step(one, pathText(one.edit!.path))]));

const kindOfChange = ({ inputs, edit }: Declared): "add" | "update" =>
  edit!.path.reduce<any>((inner, key) => inner?.[key], inputs) === undefined ? "add" : "update";

const marked = (output: string): string[] =>
  output.split("\n").filter((line) => /^\s*[~+-] (\[\d+\]|[\w".]+) *:/.test(line));

test("ignoreChanges leaves what it names as it is, also inside a value, and lets other changes through", async () => {
  const others = declared.map((one) => {
    const subject = subjects.find(({ kind }) => kind === one.kind)!;
    return { one, other: editsOf(subject).find(({ property }) => property !== one.edit?.property) };
  });
  const both = others.map(({ one, other }) => {
    const [first] = edited([one]);
    return other ? { ...first!, inputs: withEdit(first!.inputs, other) } : first!;
  });
  await declare(stack, both, { options: "({ path }) => (path ? { ignoreChanges: [path] } : {})" });
  const expected = others.flatMap(({ one, other }) => (other ? [[one.name, [pathText(other.path)]]] : []));
  const paths = Object.entries(await done(stack)).map(([name, step]) => [name, Object.keys(step.paths)]);
  expect(Object.fromEntries(paths)).toEqual(Object.fromEntries(expected));
  await stack.preview("--refresh", "--expect-no-changes");
  await declare(stack, declared);
  await stack.up();
});

test("hideDiffs hides the lines of a change and nothing else", async () => {
  await declare(stack, edited(declared), { options: "({ path }) => ({ hideDiffs: path ? [path] : [] })" });
  const preview = await stack.preview("--diff");
  expect(marked(preview)).toEqual([]);
  expect(preview).toContain(`${editable().length} to update`);
});

test("transforms change what a resource is made of", async () => {
  await declare(stack, declared, {
    options: `({ kind, edit, edited }) => {
      if (!edit) return {};
      const { secrets = [], secretFields = [] } = syntask[kind].definition;
      const isSecret = [...secrets, ...secretFields].includes(edit.property);
      const value = isSecret ? pulumi.secret(edited[edit.property]) : edited[edit.property];
      return { transforms: [({ props, opts }) => ({ props: { ...props, [edit.property]: value }, opts })] };
    }`,
  });
  expect(Object.keys(await previewed(stack)).sort()).toEqual(
    editable()
      .map(({ name }) => name)
      .sort(),
  );
});

test("replaceOnChanges replaces the object, by the path that changes", async () => {
  const before = await idsIn(stack);
  await declare(stack, edited(declared), { options: "({ path }) => ({ replaceOnChanges: path ? [path] : [] })" });
  const replaced = each((one, path) => ({ op: "replace", paths: { [path]: `${kindOfChange(one)}-replace` } }));
  expect(await previewed(stack)).toEqual(replaced);
  expect(await done(stack)).toEqual(replaced);
  const after = await idsIn(stack);
  expect(editable().filter(({ name }) => before.get(name) === after.get(name))).toEqual([]);
  await declare(stack, declared);
  await stack.up();
});

test("aliases keep the object of a resource that is renamed and moved into a component", async () => {
  proxy.take();
  const moved = declared.map((one) => ({ ...one, name: `moved-${one.kind}` }));
  await declare(stack, moved, {
    before: 'const parent = new pulumi.ComponentResource("example:index:Team", "team");',
    options: "({ kind }) => ({ parent, aliases: [{ name: kind, parent: pulumi.rootStackResource }] })",
  });
  const steps = await done(stack);
  expect(Object.values(steps).filter(({ op }) => op !== "create")).toEqual([]);
  expect(Object.keys(steps)).toEqual(["team"]);
  expect(proxy.take()).toEqual([]);
});
