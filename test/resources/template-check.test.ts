import type { Client } from "../../sdk/src/api/client";
import { CheckFailures } from "../../sdk/src/engine/check-failures";
import type { CheckContext } from "../../sdk/src/engine/definition";
import { checkJobDefaults, checkPlace } from "../../sdk/src/resources/job-variables/template-check";
import { clientOf, server } from "../api/client-of";
import { routes } from "../support/routes";
import { json } from "../support/scripted-server";

const variables = {
  type: "object",
  properties: { image: { type: "string" }, mem_limit: { type: "string" }, stream_output: { type: "boolean" } },
};
const template = { job_configuration: { image: "{{ image }}" }, variables };
const metadata = { prefect: { docker: { default_base_job_configuration: template } } };

/** A server that has the pool `etl` and knows the type `docker`. */
const server308 = () =>
  clientOf(
    routes({
      "GET /work_pools/etl": { name: "etl", base_job_template: template },
      "POST /work_pools/filter": [{ name: "etl" }],
      "GET /collections/views/aggregate-worker-metadata": metadata,
    }),
  );

interface Asked {
  olds?: object;
  unknown?: string[];
  before?: (failures: CheckFailures) => void;
}

type Check = (inputs: object, failures: CheckFailures, context: CheckContext<any>) => Promise<void>;

async function checked(
  check: Check,
  client: Client | undefined,
  inputs: object,
  { olds, unknown = [], before }: Asked = {},
) {
  const failures = new CheckFailures();
  before?.(failures);
  const said: string[] = [];
  await check(inputs, failures, {
    olds: olds as never,
    client,
    isUnknown: (name) => unknown.includes(String(name)),
    isDeclared: () => false,
    say: (line) => void said.push(line),
  });
  return { lines: failures.lines, said };
}

describe("a deployment's place", () => {
  const place = (client: Client | undefined, inputs: object, asked?: Asked) =>
    checked(checkPlace, client, inputs, asked);

  test("has no faults where its job variables fit the pool's template", async () => {
    const inputs = {
      workPool: "etl",
      jobVariables: { image: "a", stream_output: { $ref: { block_document_id: "x" } } },
    };
    expect(await place(await server308(), inputs)).toEqual({ lines: [], said: [] });
  });

  test("is asked for once, whatever the number of deployments there", async () => {
    const client = await server308();
    for (const image of ["a", "b"]) await place(client, { workPool: "etl", jobVariables: { image } });
    expect(server.received.map(({ path }) => path)).toEqual(["/work_pools/etl"]);
  });

  test("has each variable that does not fit, and each slip, in the writing of the program", async () => {
    const jobVariables = { image: 1, imagee: "a", memLimitt: "1g" };
    expect(await place(await server308(), { workPool: "etl", jobVariables })).toEqual({
      lines: [
        '`jobVariables.image` must be string, says the job template of work pool "etl"',
        '`jobVariables.imagee` is not in the job template of work pool "etl"; did you mean "image"?',
        '`jobVariables.memLimitt` is not in the job template of work pool "etl"; did you mean "memLimit"?',
      ],
      said: [],
    });
  });

  test("tells of a variable that workers leave aside", async () => {
    expect(await place(await server308(), { workPool: "etl", jobVariables: { namespace: "a" } })).toEqual({
      lines: [],
      said: [
        'has the job variable "namespace", which is not in the job template of work pool "etl": workers leave it aside',
      ],
    });
  });

  test("is refused where the pool is not there, with the one that is meant", async () => {
    const client = await server308();
    expect((await place(client, { workPool: "etls" })).lines).toEqual([
      '`workPool` "etls" is not on the server; did you mean "etl"?',
    ]);
    expect((await place(client, { workPool: "of-nobody" })).lines).toEqual([
      '`workPool` "of-nobody" is not on the server; declare it in the program, or write the name of one that is there',
    ]);
  });

  test("is refused without a hint where pools cannot be listed", async () => {
    const client = await clientOf(routes({ "POST /work_pools/filter": { detail: "no list" } }));
    expect((await place(client, { workPool: "etl" })).lines).toEqual([
      expect.stringMatching(/declare it in the program/),
    ]);
  });

  test.each([
    ["another fault", { workPool: "etls" }, { before: (failures: CheckFailures) => failures.add("name", "is blank") }],
    ["no pool", { jobVariables: { imagee: "a" } }, {}],
    [
      "nothing that changes",
      { workPool: "etls", jobVariables: { a: 1 } },
      { olds: { workPool: "etls", jobVariables: { a: 1 } } },
    ],
    ["no job variables, as before", { workPool: "etls" }, { olds: { workPool: "etls" } }],
  ])("is not asked for with %s", async (_, inputs, asked) => {
    const client = await server308();
    const { lines } = await place(client, inputs, asked);
    expect(lines.filter((line) => !line.includes("blank"))).toEqual([]);
    expect(server.received).toEqual([]);
  });

  test.each([
    ["a pool that changes", { olds: { workPool: "other" } }],
    ["job variables that change", { olds: { workPool: "etls", jobVariables: { a: 1 } } }],
  ])("is asked for with %s", async (_, asked) => {
    expect((await place(await server308(), { workPool: "etls" }, asked)).lines).toHaveLength(1);
  });

  test("has no faults where nobody can be asked", async () => {
    expect(await place(undefined, { workPool: "etls" })).toEqual({ lines: [], said: [] });
    const broken = await clientOf(json(400, { detail: "broken" }));
    expect(await place(broken, { workPool: "etls" })).toEqual({ lines: [], said: [] });
  });

  test("has no faults where the pool has no template, or one without names", async () => {
    const client = await clientOf(
      routes({
        "GET /work_pools/bare": { name: "bare", base_job_template: {} },
        "GET /work_pools/open": { name: "open", base_job_template: { job_configuration: {}, variables: {} } },
      }),
    );
    for (const workPool of ["bare", "open"]) {
      expect(await place(client, { workPool, jobVariables: { a: 1 } })).toEqual({ lines: [], said: [] });
    }
  });

  test("in a pool that the program declares is held to the type's template, or to the pool's own", async () => {
    const client = await server308();
    await checked(checkJobDefaults, client, { name: "new", type: "docker" });
    const own = { job_configuration: { a: "{{ cpu }}" }, variables: { properties: { cpu: { type: "string" } } } };
    await checked(checkJobDefaults, client, { name: "own", type: "docker", baseJobTemplate: own });
    expect((await place(client, { workPool: "new", jobVariables: { imagee: "a" } })).lines).toHaveLength(1);
    expect((await place(client, { workPool: "own", jobVariables: { cpus: "a" } })).lines).toEqual([
      '`jobVariables.cpus` is not in the job template of work pool "own"; did you mean "cpu"?',
    ]);
  });

  test("in a declared pool whose template is not known yet has no faults", async () => {
    const client = await server308();
    await checked(checkJobDefaults, client, { name: "late", type: "docker" }, { unknown: ["baseJobTemplate"] });
    expect(await place(client, { workPool: "late", jobVariables: { imagee: "a" } })).toEqual({ lines: [], said: [] });
  });
});

describe("a pool's defaults", () => {
  const defaults = (client: Client | undefined, inputs: object, asked?: Asked) =>
    checked(checkJobDefaults, client, inputs, asked).then(({ lines }) => lines);

  test("are held to the template of its type", async () => {
    const client = await server308();
    expect(await defaults(client, { name: "a", type: "docker", jobDefaults: { image: "a" } })).toEqual([]);
    expect(await defaults(client, { name: "a", type: "docker", jobDefaults: { image: 1, memLimitt: "1g" } })).toEqual([
      '`jobDefaults` has "memLimitt", which the job template lacks; did you mean "memLimit"?',
      '`jobDefaults.image` must be string, says the job template of type "docker"',
    ]);
  });

  test("go with a job configuration whose placeholders the template fills in", async () => {
    const client = await server308();
    const jobConfiguration = { env: { IMAGE: "{{ image }}", LIMIT: "{{ mem_limits }}", TOKEN: null } };
    expect(await defaults(client, { name: "a", type: "docker", jobConfiguration })).toEqual([
      '`jobConfiguration` uses {{ mem_limits }}, which is not in `variables.properties`; did you mean "mem_limit"?',
    ]);
  });

  test("of a pool that stays of its type are held to the pool's own template", async () => {
    const inputs = { name: "etl", type: "docker", jobDefaults: { imagee: "a" } };
    const client = await clientOf(
      routes({
        "GET /work_pools/etl": { base_job_template: { variables: { properties: { imagee: { type: "string" } } } } },
        "GET /collections/views/aggregate-worker-metadata": metadata,
      }),
    );
    expect(await defaults(client, inputs, { olds: { type: "docker" } })).toEqual([]);
    expect(await defaults(client, inputs, { olds: { type: "process" } })).toHaveLength(1);
  });

  test("of a type that the server does not know are refused with those that it knows", async () => {
    expect(await defaults(await server308(), { name: "a", type: "dokcer" })).toEqual([
      'this server has no template for type "dokcer"; it knows docker; write one of these or give `baseJobTemplate`; did you mean "docker"?',
    ]);
  });

  test("of a type that Syntask Cloud runs itself are refused on a server of one's own", async () => {
    expect(await defaults(await server308(), { name: "a", type: "ecs:push" })).toEqual([
      expect.stringMatching(
        /^`type` "ecs:push" is run by Syntask Cloud itself, and http.+ is a server of your own, on which nothing would run it; write "ecs" and start a worker$/,
      ),
    ]);
  });

  test.each([
    ["another fault", { type: "dokcer" }, { before: (failures: CheckFailures) => failures.add("name", "is blank") }],
    ["no type", { name: "a", jobDefaults: { imagee: "a" } }, {}],
    ["a template that is not known yet", { name: "a", type: "dokcer" }, { unknown: ["baseJobTemplate"] }],
    ["nothing that changes", { name: "a", type: "dokcer", jobDefaults: {} }, { olds: { type: "dokcer" } }],
  ])("are not asked for with %s", async (_, inputs, asked) => {
    const client = await server308();
    expect((await defaults(client, inputs, asked)).filter((line) => !line.includes("blank"))).toEqual([]);
    expect(server.received).toEqual([]);
  });

  test("have no faults where nobody can be asked", async () => {
    expect(await defaults(undefined, { name: "a", type: "dokcer" })).toEqual([]);
    expect(await defaults(await clientOf(json(400, { detail: "broken" })), { name: "a", type: "dokcer" })).toEqual([]);
  });
});
