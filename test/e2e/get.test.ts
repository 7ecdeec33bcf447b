import { raw, serverUrl, unique } from "../support/raw-api";
import { made } from "../support/resource";
import { Stack } from "../support/stack";

const name = unique("shared");
const hush = "hush-hush-got";
const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", "syntask-prod:apiUrl": serverUrl() };

let pool: string;
let secret: string;
let stack: Stack;
beforeAll(async () => {
  pool = (await made("WorkPool", { name, type: "process", description: "theirs" })).stored!.id;
  secret = (await made("Secret", { name, value: hush })).stored!.id;
  stack = await Stack.create({ program: "", config: { ...config, "syntask-prod:dialect": "prefect" } });
});
afterAll(() => stack.remove());

const program = () => `
  const pool = syntask.WorkPool.get("pool", "${pool}");
  const secret = syntask.Secret.get("secret", "${secret}", { connection: "prod" });
  const made = new syntask.Variable("made", { name: "${name.replaceAll("-", "_")}", value: 1 });
  const late = syntask.Variable.get("late", made.id);
  const nightly = new syntask.Deployment("nightly", { flow: "${name}", entrypoint: "etl.py:main", workPool: pool });
  module.exports = {
    description: pool.description, limit: pool.concurrencyLimit, value: secret.value, reference: secret.reference,
    late: late.value, workPool: nightly.workPool,
  };
`;

test("what something else has made is read, also at preview, and neither changed nor deleted", async () => {
  await stack.write(program());
  const preview = await stack.preview("--diff");
  expect(preview).toMatch(new RegExp(`workPool\\s*: "${name}"`));
  expect(preview).toContain('description: "theirs"');
  expect(preview).not.toContain(hush);
  await stack.up();
  expect(await stack.outputs()).toEqual({
    description: "theirs",
    value: hush,
    reference: `{{ prefect.blocks.secret.${name} }}`,
    late: 1,
    workPool: name,
  });
  expect(await stack.state()).not.toContain(hush);
  await stack.preview("--expect-no-changes");
  await raw("PATCH", `/work_pools/${name}`, { description: "changed by them" });
  await stack.refresh();
  expect(await stack.state()).not.toContain(hush);
  await stack.up();
  expect((await stack.outputs()).description).toBe("changed by them");
  await stack.destroy();
  expect(await raw("GET", `/work_pools/${name}`)).toMatchObject({ id: pool });
  expect(await raw("GET", `/block_documents/${secret}`)).toMatchObject({ name });
});

test.each([
  [
    "00000000-0000-4000-8000-000000000000",
    `there is none on ${serverUrl()} (\`syntask:apiUrl\` in the stack's config)`,
  ],
  ["etl", "is no id of one; write the id that its page in the UI shows, or look it up by its name"],
])("the id %s is refused in one line", async (id, reason) => {
  await stack.write(`syntask.WorkPool.get("pool", "${id}");`);
  const { code, output } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(output).toContain(`work pool with the id "${id}": ${reason}`);
  expect(output).not.toMatch(/^\s+at /m);
});
