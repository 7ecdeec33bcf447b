import { Run } from "../../sdk/src/engine/run";
import { countedServer } from "../support/counted-server";
import { serverUrl, unique } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";

const { said, proxy, config } = countedServer();
const flow = unique("checked");
const check = (inputs: object, run = new Run()) =>
  new SmallEngine("Deployment", config(), run).check({ name: "nightly", flow, entrypoint: "etl.py:main", ...inputs });

/** A pool that another program has made. */
async function pool(type: string): Promise<string> {
  const name = unique("checked");
  await new SmallEngine("WorkPool", { ...config(), "syntask:apiUrl": serverUrl() }).up({ name, type });
  return name;
}

/** A pool that the program declares, as a preview has it. */
async function declared(type: string, run: Run): Promise<string> {
  const name = unique("declared");
  expect(await new SmallEngine("WorkPool", config(), run).check({ name, type })).toEqual([]);
  return name;
}

describe("a work pool", () => {
  test("that is neither on the server nor in the program is refused, with the one that is meant", async () => {
    const there = await pool("process");
    const [refusal] = await check({ workPool: `${there}x` });
    expect(refusal).toBe(`\`workPool\` "${there}x" is not on the server; did you mean "${there}"?`);
    expect(await check({ workPool: "of-nobody-at-all" })).toEqual([
      `\`workPool\` "of-nobody-at-all" is not on the server; declare it in the program, or write the name of one that is there`,
    ]);
  });

  test("that the program declares is not missed", async () => {
    const run = new Run();
    expect(await check({ workPool: await declared("process", run) }, run)).toEqual([]);
  });

  test("is looked up once for all deployments, and not for those that stay as they are", async () => {
    const workPool = await pool("process");
    const run = new Run();
    proxy().reset();
    for (const name of ["one", "two", "three"]) expect(await check({ name, workPool }, run)).toEqual([]);
    expect(proxy().calls[`GET /api/work_pools/${workPool} 200`]).toBe(1);
    const deployment = new SmallEngine("Deployment", config());
    const inputs = { name: "one", flow, entrypoint: "etl.py:main", workPool };
    await deployment.up(inputs);
    proxy().reset();
    expect(await deployment.check({ ...inputs, description: "read again" })).toEqual([]);
    expect(proxy().total()).toBe(0);
    await deployment.destroy();
  });
});

describe.each([
  ["on the server", (type: string) => pool(type)],
  ["of the program", declared],
])("job variables for a pool %s", (_, poolOf) => {
  const checked = async (type: string, jobVariables: object) => {
    const run = new Run();
    const workPool = await poolOf(type, run);
    return (await check({ workPool, jobVariables }, run)).map((refusal) => refusal.replaceAll(workPool, "pool"));
  };
  const refusal = (rest: string) => [`\`jobVariables.${rest}`];

  test("that its template has are right", async () => {
    expect(await checked("docker", { image: "python:3.12", mem_limit: "1g" })).toEqual([]);
  });

  test("that are misspelt are refused, in the writing of the program", async () => {
    const lacks = 'is not in the job template of work pool "pool"';
    expect(await checked("docker", { imagee: "python:3.12" })).toEqual(
      refusal(`imagee\` ${lacks}; did you mean "image"?`),
    );
    expect(await checked("docker", { memLimitt: "1g" })).toEqual(
      refusal(`memLimitt\` ${lacks}; did you mean "memLimit"?`),
    );
    expect(await checked("docker", { mem_limitt: "1g" })).toEqual(
      refusal(`mem_limitt\` ${lacks}; did you mean "mem_limit"?`),
    );
  });

  test("that another type of pool has are told of, as workers leave them aside", async () => {
    expect(await checked("process", { image: "python:3.12" })).toEqual([]);
    expect(said()).toContainEqual(
      expect.stringMatching(
        /has the job variable "image", which is not in the job template of work pool ".+": workers leave it aside$/,
      ),
    );
  });

  test("of the wrong type are refused", async () => {
    expect(await checked("process", { stream_output: "loud" })).toEqual(
      refusal('stream_output` must be boolean, says the job template of work pool "pool"'),
    );
  });
});

describe("parameters", () => {
  const schema = (more: object = {}) => ({
    title: "Parameters",
    type: "object",
    properties: { limit: { type: "integer", title: "limit" }, day: { type: "string", title: "day", default: "today" } },
    required: ["limit"],
    ...more,
  });
  const checked = (inputs: object) => check({ parameterOpenApiSchema: schema(), ...inputs });
  const daily = [{ cron: "0 6 * * *" }];

  test("that the flow does not take are refused, with the one that is meant", async () => {
    expect(await checked({ parameters: { limits: 50 } })).toEqual([
      `\`parameters.limits\` is no parameter of the flow, and its runs would fail; did you mean "limit"?`,
    ]);
    expect(await checked({ parameters: { limit: 1, warehouse: "a" } })).toEqual([
      `\`parameters.warehouse\` is no parameter of the flow, and its runs would fail; it takes limit, day`,
    ]);
  });

  test("of any name are right where the flow takes them, and where the schema is not enforced", async () => {
    const parameters = { limit: 1, other: 2 };
    expect(await checked({ parameters, parameterOpenApiSchema: schema({ additionalProperties: true }) })).toEqual([]);
    expect(await checked({ parameters, parameterOpenApiSchema: schema({ properties: { kwargs: {} } }) })).toEqual([]);
    expect(await checked({ parameters, enforceParameterSchema: false })).toEqual([]);
  });

  test("that a scheduled run would lack are refused", async () => {
    expect(await checked({ schedules: daily })).toEqual([
      `\`parameters\` lacks \`limit\`, which is required by the flow: runs of the schedules would fail; give a value`,
    ]);
    expect(await checked({ schedules: daily, parameters: { limit: 1 } })).toEqual([]);
  });

  test("that whoever starts a run gives are not missed", async () => {
    expect(await checked({})).toEqual([]);
    expect(await checked({ schedules: [{ cron: "0 6 * * *", active: false }] })).toEqual([]);
    expect(await checked({ schedules: daily, paused: true })).toEqual([]);
    const stars = schema({ properties: { args: {}, kwargs: {} }, required: ["args", "kwargs"] });
    expect(await checked({ schedules: daily, parameterOpenApiSchema: stars })).toEqual([]);
  });
});
