import { raw, serverUrl, unique } from "../support/raw-api";
import { made } from "../support/resource";
import { Stack } from "../support/stack";

const name = unique("existing");
const slug = name.replaceAll(/[^a-z0-9-]/g, "-");
const secret = "hush-hush-found";
const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };

let deployment: { id: string };
let stack: Stack;
beforeAll(async () => {
  await made("WorkPool", { name, type: "process", concurrencyLimit: 3, paused: true });
  await raw("POST", "/variables/", { name: slug.replaceAll("-", "_"), value: { retries: 3 }, tags: ["a"] });
  await made("Secret", { name: slug, value: secret });
  const { id } = await raw("POST", "/flows/", { name, tags: ["finance"] });
  deployment = await raw("POST", "/deployments/", {
    name: "nightly",
    flow_id: id,
    entrypoint: "etl.py:main",
    work_pool_name: name,
    schedules: [{ schedule: { cron: "0 6 * * *" }, max_active_runs: 2 }],
  });
  stack = await Stack.create({ program: "", config });
});
afterAll(() => stack.remove());

const variable = `{ name: "${slug.replaceAll("-", "_")}" }`;

test("a program that only reads gets what the server has, at preview too", async () => {
  await stack.write(`
    module.exports = async () => {
      const { url, ...deployment } = await syntask.getDeployment({ flow: "${name}", name: "nightly" });
      const { baseJobTemplate, ...pool } = await syntask.getWorkPool({ name: "${name}" });
      return {
        flow: await syntask.getFlow({ name: "${name}" }),
        deployment, url, pool,
        variables: Object.keys(baseJobTemplate).sort(),
        value: (await syntask.getVariable(${variable})).value,
        block: await syntask.getBlock({ typeSlug: "secret", name: "${slug}" }),
      };
    };
  `);
  await stack.up();
  const outputs = await stack.outputs();
  expect(outputs.flow).toEqual({ id: expect.any(String), name, tags: ["finance"] });
  expect(outputs.pool).toEqual({ id: expect.any(String), name, type: "process", concurrencyLimit: 3, paused: true });
  expect(outputs.variables).toEqual(["job_configuration", "variables"]);
  expect(outputs.value).toEqual({ retries: 3 });
  expect(outputs.deployment).toMatchObject({
    id: deployment.id,
    entrypoint: "etl.py:main",
    workPool: name,
    pullSteps: [],
    schedules: [{ cron: "0 6 * * *", maxActiveRuns: 2 }],
  });
  expect(outputs.url).toBe(`${serverUrl().replace(/\/api$/, "")}/deployments/deployment/${deployment.id}`);
  expect(outputs.block).toEqual({
    documentId: expect.any(String),
    typeSlug: "secret",
    name: slug,
    reference: `{{ prefect.blocks.secret.${slug} }}`,
  });
  expect(await stack.state()).not.toContain(secret);
  expect(await stack.preview()).not.toContain(secret);
});

test("a look-up takes outputs, and a resource takes what it finds", async () => {
  await stack.write(`
    const name = pulumi.output("${name}");
    const pool = syntask.getWorkPoolOutput({ name });
    const block = syntask.getBlockOutput({ typeSlug: "secret", name: "${slug}", includeData: true });
    new syntask.WorkQueue("urgent", { workPool: pool.name });
    exports.flow = syntask.getFlowOutput({ name }).id;
    exports.deployment = syntask.getDeploymentOutput({ flow: name, name: "nightly" }).id;
    exports.value = syntask.getVariableOutput(${variable}).value;
    exports.data = block.data;
  `);
  await stack.up();
  expect(await stack.outputs()).toMatchObject({
    deployment: deployment.id,
    value: { retries: 3 },
    data: { value: secret },
  });
  expect(await stack.state()).not.toContain(secret);
  expect(await raw("GET", `/work_pools/${name}/queues/urgent`)).toMatchObject({ name: "urgent" });
  await stack.preview("--expect-no-changes");
});

test.each([
  ['getFlow({ name: "nope" })', 'flow "nope"'],
  ['getDeployment({ flow: "no", name: "pe" })', 'deployment "no/pe"'],
  ['getWorkPool({ name: "nope" })', 'work pool "nope"'],
  ['getVariable({ name: "nope" })', 'variable "nope"'],
  ['getBlockOutput({ typeSlug: "secret", name: "nope" })', 'block "secret/nope"'],
])("%s that is not there fails in one line", async (call, subject) => {
  await stack.write(`module.exports = async () => ({ found: await syntask.${call} });`);
  const { code, output } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(output).toContain(
    `${subject}: there is none on ${serverUrl()} (\`syntask:apiUrl\` in the stack's config); make it first, or correct the name or the \`connection\`\n`,
  );
  expect(output).not.toMatch(/\n\s+at /);
});
