import { join } from "node:path";
import { raw, unique } from "../support/raw-api";
import { failureOf, made, resource } from "../support/resource";
import { run } from "../support/stack";

const program = join(__dirname, "kept_out_environment.py");
const find = join(__dirname, "../../scripts/lib/python.mjs");
const key = "PREFECT_API_KEY";
const type = "process";
const jobConfiguration = { env: { [key]: null } };

/** The Python of workers that have the server's version. */
let python: string;

beforeAll(async () => {
  const series = process.env.PULUMI_SYNTASK_SERVER ?? "";
  const ask = `const { findOrMakeServer, serverSeries } = await import("${find}");
console.log(await findOrMakeServer("${series}" || serverSeries[0]));`;
  const { output } = await run(process.execPath, ["--input-type=module", "--eval", ask]);
  python = join(output.trim().split("\n").at(-1)!, "python");
});

/** The environment of a job of a pool, of whose worker the API key is in clear in its own environment. */
async function environmentOf(pool: string, values: object): Promise<Record<string, string>> {
  const { base_job_template: template } = await raw("GET", `/work_pools/${pool}`);
  const { output } = await run(python, [program, JSON.stringify(template), JSON.stringify(values)]);
  return JSON.parse(output.trim().split("\n").at(-1)!);
}

test("a key that a pool keeps out of its runs comes back by no default and by no deployment's environment", async () => {
  const name = unique("pool");
  const inputs = { name, type, jobDefaults: { env: { SIZE: "2" } }, jobConfiguration };
  const pool = await made("WorkPool", inputs);
  expect(await environmentOf(name, {})).toEqual({ SIZE: "2" });
  expect(await environmentOf(name, { env: { COLOUR: "red" } })).toMatchObject({ COLOUR: "red" });
  expect(await environmentOf(name, { env: { COLOUR: "red" } })).not.toHaveProperty(key);
  await pool.refresh();
  expect(await pool.preview(inputs)).toEqual({ changes: false, replaces: [] });
  const without = { name, type, jobDefaults: { env: { SIZE: "2" } } };
  await pool.up(without);
  expect(await environmentOf(name, {})).toEqual({ SIZE: "2", [key]: "hush" });
  await pool.refresh();
  expect(await pool.preview(without)).toEqual({ changes: false, replaces: [] });
});

test("a deployment of such a pool and its runs are taken by the server", async () => {
  const name = unique("pool");
  await made("WorkPool", { name, type, jobDefaults: { env: { SIZE: "2" } }, jobConfiguration });
  const { id: flow_id } = await raw("POST", "/flows/", { name });
  const job_variables = { env: { COLOUR: "red" } };
  const { id } = await raw("POST", "/deployments/", {
    ...{ name, flow_id, work_pool_name: name, job_variables },
    enforce_parameter_schema: false,
  });
  const flowRun = await raw("POST", `/deployments/${id}/create_flow_run`, { job_variables });
  expect(flowRun.state_type).toBe("SCHEDULED");
});

test("the key in clear is refused at preview", async () => {
  const name = unique("pool");
  const env = { [key]: "hush" };
  expect(await resource("WorkPool").check({ name, type, jobDefaults: { env }, jobConfiguration })).toEqual([
    `\`jobDefaults.env\` has "${key}", which \`jobConfiguration\` keeps out of runs, as it is in clear there; leave it out`,
  ]);
  await made("WorkPool", { name, type, jobConfiguration });
  const deployment = { name, flow: "etl", entrypoint: "etl.py:main", workPool: name, path: "/flows" };
  expect(await failureOf(resource("Deployment").up({ ...deployment, jobVariables: { env } }))).toContain(
    `\`jobVariables.env\` has "${key}", which work pool "${name}" keeps out of runs, as it is in clear there; leave it out`,
  );
});
