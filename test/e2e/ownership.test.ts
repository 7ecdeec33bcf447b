import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

/** A resource of each kind, most of them with a name that the server keeps once. */
const declarations = (name: string) => `
new syntask.Variable(prefix + "variable", { name: "${name}", value: 1 }, opts);
const pool = new syntask.WorkPool(prefix + "pool", { name: "${name}", type: "process" }, opts);
new syntask.WorkQueue(prefix + "queue", { name: "${name}", workPool: pool }, opts);
new syntask.Flow(prefix + "flow", { name: "${name}" }, opts);
new syntask.Deployment(prefix + "deployment", {
  name: "${name}", flow: "${name}-d", entrypoint: "a.py:f", workPool: pool, pullSteps: [],
}, opts);
new syntask.Secret(prefix + "secret", { name: "${name.replaceAll("_", "-")}", value: "hush-hush" }, opts);
new syntask.GlobalConcurrencyLimit(prefix + "global", { name: "${name}", limit: 2 }, opts);
new syntask.TagConcurrencyLimit(prefix + "tag", { tag: "${name}", limit: 2 }, opts);
`;

const program = (name: string, prefix = "") => `const prefix = "${prefix}"; const opts = {};${declarations(name)}`;

const inComponent = (name: string) => `
class Team extends pulumi.ComponentResource {
  constructor(name) {
    super("example:index:Team", name);
    const prefix = ""; const opts = { parent: this };
    ${declarations(name)}
  }
}
new Team("team");
`;

const newName = () => unique("own").replaceAll("-", "_");

let stacks: Stack[] = [];
afterEach(async () => {
  await Promise.all(stacks.map((stack) => stack.remove()));
  stacks = [];
});

async function newStack(text: string, environment: NodeJS.ProcessEnv = {}): Promise<Stack> {
  const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
  const stack = await Stack.create({ program: text, config, environment });
  stacks.push(stack);
  return stack;
}

/** Ids of what the server has of that name, by kind. */
async function onServer(name: string): Promise<Record<string, string>> {
  const paths = {
    variable: `/variables/name/${name}`,
    pool: `/work_pools/${name}`,
    queue: `/work_pools/${name}/queues/${name}`,
    flow: `/flows/name/${name}`,
    deployment: `/deployments/name/${name}-d/${name}`,
    secret: `/block_types/slug/secret/block_documents/name/${name.replaceAll("_", "-")}`,
    global: `/v2/concurrency_limits/${name}`,
    tag: `/concurrency_limits/tag/${name}`,
  };
  const found = await Promise.all(
    Object.entries(paths).map(async ([kind, path]) => [kind, (await raw("GET", path).catch(() => ({}))).id]),
  );
  return Object.fromEntries(found);
}

const afterAnHour = { PULUMI_SYNTASK_TEST_RECENT_SECONDS: "-10" };
const objects = 8;

test("resources that are renamed in the program keep their objects: taken over, told of, and not deleted in the same run", async () => {
  const name = newName();
  const stack = await newStack(program(name));
  await stack.up();
  const before = await onServer(name);
  await stack.write(program(name, "new-"));
  const preview = await stack.preview();
  expect(preview).toContain(`variable "${name}" is there already and is taken over`);
  const output = await stack.up();
  expect(output.match(/ stays: this run has made it, changed it or taken it over/g)?.length).toBeGreaterThanOrEqual(
    objects,
  );
  expect(await onServer(name)).toEqual(before);
  await stack.preview("--refresh", "--expect-no-changes");
});

test("resources that move into a component keep their objects", async () => {
  const name = newName();
  const stack = await newStack(program(name));
  await stack.up();
  const before = await onServer(name);
  await stack.write(inComponent(name));
  await stack.up();
  expect(await onServer(name)).toEqual(before);
  await stack.preview("--refresh", "--expect-no-changes");
});

test("a rename of what is older than a killed run leaves is refused at preview, with the ways out, and an alias is one", async () => {
  const name = newName();
  const stack = await newStack(program(name), afterAnHour);
  await stack.up();
  await stack.write(program(name, "new-"));
  const { code, output } = await stack.run("preview");
  expect(code).not.toBe(0);
  // The engine ends at the first refusal, whichever it is; a block's name has dashes.
  expect(output).toMatch(new RegExp(`"[^"]*${name.replaceAll("_", "[_-]")}": exists already and equals the program`));
  expect(output).toContain("write `aliases` with its old name or parent");
  await stack.write(
    program(name, "new-").replaceAll(
      /prefix \+ "(\w+)"(.*?), opts\)/gs,
      'prefix + "$1"$2, { aliases: [{ name: "$1" }] })',
    ),
  );
  await stack.preview("--expect-no-changes");
});

test("`up --replace` and `state taint` leave the objects on the server", async () => {
  const name = newName();
  const stack = await newStack(program(name));
  await stack.up();
  const before = await onServer(name);
  const { deployment } = JSON.parse(await stack.state()).checkpoint.latest
    ? { deployment: JSON.parse(await stack.state()).checkpoint.latest }
    : JSON.parse(await stack.state());
  const urns: string[] = deployment.resources
    .map(({ urn }: { urn: string }) => urn)
    .filter((urn: string) => urn.includes("dynamic/syntask"));
  expect(urns).toHaveLength(objects);
  await stack.up(...urns.flatMap((urn) => ["--replace", urn]));
  expect(await onServer(name)).toEqual(before);
  for (const urn of urns) await stack.expect("state", "taint", urn, "--yes");
  await stack.up();
  expect(await onServer(name)).toEqual(before);
  await stack.preview("--refresh", "--expect-no-changes");
});

test("two resources of one program that are one object are refused with both names, at preview", async () => {
  const name = newName();
  const stack = await newStack(`
new syntask.Variable("a", { name: "${name}", value: 1 });
new syntask.Variable("b", { name: "${name}", value: 1 });
`);
  const plain = await stack.run("preview");
  expect(plain.code).not.toBe(0);
  expect(plain.output).not.toContain("    at ");
  expect(plain.output).toContain(
    `variable "${name}" is declared by two resources of this program, "a" and "b"; take one away or give it another name`,
  );
  await stack.write(`
const pool = new syntask.WorkPool("${name}", { type: "process" });
new syntask.WorkQueue("a", { name: "q", workPool: pool });
new syntask.WorkQueue("b", { name: "q", workPool: "${name}" });
`);
  const late = await stack.run("preview");
  expect(late.code).not.toBe(0);
  expect(late.output).toMatch(/work queue "\w+\/q" is declared by two resources of this program, "[ab]" and "[ab]"/);
  expect(late.output).not.toContain("    at ");
});

test("a stack leaves the objects that another one has: older ones are refused, and a destroy takes its own alone", async () => {
  const name = newName();
  const first = await newStack(program(name));
  await first.up();
  const second = await newStack(program(name), afterAnHour);
  const { code, output } = await second.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain("if no other stack has the object, `adopt: true`");
  await second.destroy();
  expect(Object.values(await onServer(name)).filter(Boolean)).toHaveLength(objects);
});

test("a stack that gets another name keeps everything and changes nothing", async () => {
  const name = newName();
  const stack = await newStack(program(name), afterAnHour);
  await stack.up();
  const before = await onServer(name);
  await stack.expect("stack", "rename", "renamed");
  await stack.up("--expect-no-changes", "--refresh");
  expect(await onServer(name)).toEqual(before);
  await stack.expect("stack", "rename", "test");
});

test("a pool, a deployment or a limit that somebody deleted and made again is neither changed nor deleted", async () => {
  const name = newName();
  const stack = await newStack(program(name));
  await stack.up();
  const { deployment, flow } = await onServer(name);
  await raw("DELETE", `/deployments/${deployment}`);
  await stack.write(program(name).replace('entrypoint: "a.py:f"', 'entrypoint: "b.py:f"'));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain(
    `deployment "${name}-d/${name}": was deleted on the server; \`pulumi up --refresh\` makes it anew`,
  );
  expect(flow).toBeDefined();
  await stack.up("--refresh");
  expect((await onServer(name)).deployment).not.toBe(deployment);
  await stack.destroy();
  expect((await onServer(name)).deployment).toBeUndefined();
});

test("a changed `adopt` reaches the state, and nothing else does anything", async () => {
  const name = newName();
  const stack = await newStack(`new syntask.Variable("a", { name: "${name}", value: 1 });`);
  await stack.up();
  await stack.write(`new syntask.Variable("a", { name: "${name}", value: 1, adopt: true });`);
  await stack.up("--expect-no-changes");
  expect(await stack.state()).toContain('"adopt":true');
});
