import { raw, unique } from "../../support/raw-api";
import { made } from "../../support/resource";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

const newer = [
  ["docker", { image_pull_policy: "IfPossible", container_wait_timeout: 60 }],
  ["kubernetes", { cpu_request: "500m", cpu_limit: "1000m", memory_request: "512Mi", memory_limit: "1024Mi" }],
] as const;

test.each(newer)("newer job variables of %s are taken by pools and deployments", async (type, variables) => {
  const inputs = { name: unique("pool"), type, jobDefaults: variables };
  const pool = await made("WorkPool", inputs);
  const { properties } = (await raw("GET", `/work_pools/${inputs.name}`)).base_job_template.variables;
  for (const [name, value] of Object.entries(variables)) expect(properties[name].default).toBe(value);
  await pool.refresh();
  expect(await pool.preview(inputs)).toEqual({ changes: false, replaces: [] });
  const place = { name: unique("deployment"), flow: unique("flow"), entrypoint: "etl.py:main", workPool: inputs.name };
  const deployment = await made("Deployment", { ...place, jobVariables: variables });
  expect((await raw("GET", `/deployments/${deployment.stored!.id}`)).job_variables).toEqual(variables);
  await deployment.destroy();
  await pool.destroy();
});
