import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { raw, serverUrl, unique } from "../support/raw-api";
import { type Recorded, RecordingProxy } from "../support/recording-proxy";
import { run, Stack } from "../support/stack";

const flows = `from prefect import flow


@flow
def hello(name: str = "world", times: int = 1):
    """Says hello.

    Args:
        name: whom to greet
    """
    print(name)


@flow(name="Without words")
def quiet(size: float):
    pass
`;

const pool = unique("pool");
let folder: string;
let proxy: RecordingProxy;
let stack: Stack;
const python = () => {
  const found = process.env.PULUMI_SYNTASK_PYTHON;
  if (!found) throw new Error("no Python: run the tests with `npm test`");
  return found;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-project-"));
  proxy = await RecordingProxy.start(serverUrl());
  await raw("POST", "/work_pools/", { name: pool, type: "process" });
  stack = await Stack.create({
    program: "",
    config: { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect" },
    environment: { WIRE_MODE: "fast" },
  });
});
afterAll(async () => {
  await stack?.remove();
  await raw("DELETE", `/work_pools/${pool}`);
  await proxy.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Prefect's own command line, against the proxy. */
async function prefect(cwd: string, ...args: string[]): Promise<void> {
  const { code, output } = await run(join(python(), "prefect"), ["--no-prompt", ...args], {
    cwd,
    environment: {
      ...process.env,
      PATH: `${python()}:${process.env.PATH}`,
      PREFECT_HOME: join(folder, "home"),
      PREFECT_API_URL: proxy.url,
      PYTHONPATH: resolve(__dirname, "../project/steps"),
      DO_NOT_TRACK: "1",
      // What a step requires would be installed into the environment that all tests share.
      PIP_NO_INDEX: "1",
      WIRE_MODE: "fast",
    },
  });
  if (code !== 0) throw new Error(output);
}

/** A project as the guide makes it: by `init` with a recipe, the deployments written by hand. */
async function makeProject(recipe: string, jobVariables: string, fields: string[]): Promise<string> {
  const project = join(folder, recipe);
  await mkdir(project);
  await writeFile(join(project, "flows.py"), flows);
  if (recipe === "git") {
    const git = (...args: string[]) =>
      run("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", ...args], { cwd: project });
    await git("init", "--initial-branch=main");
    await git("remote", "add", "origin", "https://github.com/example/flows.git");
    await git("add", ".");
    await git("commit", "--message=flows");
  }
  await prefect(project, "init", "--recipe", recipe, ...fields.flatMap((field) => ["--field", field]));
  const file = join(project, "prefect.yaml");
  const [head] = (await readFile(file, "utf8")).split(/^deployments:/m);
  await writeFile(file, `${head}${deployments(recipe, jobVariables)}`);
  return project;
}

const deployments = (recipe: string, jobVariables: string) => `definitions:
  pool: &pool
    name: ${pool}
    work_queue_name: urgent
    job_variables: ${jobVariables}
deployments:
  - name: ${pool}-${recipe}
    version: "1.0"
    tags: [wire, ${recipe}]
    description: Says hello at six.
    entrypoint: flows.py:hello
    parameters: { name: "{{ $WIRE_MODE }} {{ prefect.variables.${variable} }}", times: 2 }
    concurrency_limit: { limit: 2, collision_strategy: CANCEL_NEW }
    schedules:
      - { cron: "0 6 * * *", timezone: Europe/Berlin, active: false }
      - { interval: 3600, anchor_date: "2026-01-01T00:00:00Z", max_active_runs: 1 }
      - { rrule: "FREQ=WEEKLY;BYDAY=MO", timezone: Asia/Tokyo }
    triggers:
      - expect: [prefect.flow-run.Failed]
        match_related: { prefect.resource.name: "{{ $WIRE_MODE }} {{ prefect.variables.${variable} }}" }
        threshold: 2
        parameters: { name: "{{ event.id }}" }
      - name: ${pool}-${recipe}-both
        enabled: false
        type: compound
        require: all
        within: 60
        triggers: [{ expect: [a, b] }, { posture: Proactive, expect: [c], for_each: [prefect.resource.id] }]
    work_pool: *pool
  - name: ${pool}-${recipe}-again
    entrypoint: flows.py:hello
    enforce_parameter_schema: false
    schedule: {}
    work_pool: { <<: *pool, job_variables: {} }
  - name: ${pool}-${recipe}-quiet
    entrypoint: flows.py:quiet
    work_pool: { name: ${pool} }
`;

const variable = unique("wire").replaceAll("-", "_");

/** The bodies that were posted for deployments, by name. */
const posted = (recorded: Recorded[]): Record<string, any> =>
  Object.fromEntries(recorded.filter(({ call }) => call === "POST /deployments/").map(({ body }) => [body.name, body]));

/** The automations that were posted, by name, without ids that are made anew each time. */
const automations = (recorded: Recorded[]): Record<string, any> =>
  Object.fromEntries(
    recorded
      .filter(({ call }) => call === "POST /automations/")
      .map(({ body: { owner_resource, ...body } }) => [
        body.name,
        {
          ...body,
          // An owner is for those who delete and make them anew with each `deploy`. Here each is a resource of its own.
          trigger: triggerWithDefaults(body.trigger),
          // What `deploy` sends as null is left out.
          actions: body.actions.map(({ deployment_id, ...action }: any) => ({
            parameters: null,
            job_variables: null,
            ...action,
          })),
        },
      ]),
  );

/** What `deploy` spells out although it is the server's default. */
const triggerWithDefaults = ({ triggers, ...trigger }: any): any =>
  triggers
    ? { ...trigger, triggers: triggers.map(triggerWithDefaults) }
    : {
        match: {},
        match_related: {},
        after: [],
        for_each: [],
        threshold: 1,
        within: 0,
        ...trigger,
        expect: trigger.expect.sort(),
      };

/**
 * A body of `deploy` with every difference taken out that is meant. Nothing else may differ.
 */
function asSentByUs(body: any): any {
  const { infrastructure_document_id, ...rest } = body;
  // A null for a field of older deployments: left out, the server has the same null.
  expect([rest.storage_document_id, infrastructure_document_id]).toEqual([null, null]);
  return {
    ...rest,
    pull_steps: rest.pull_steps.map(withMendedFolder),
    // `deploy` writes the text "None" where there is no description.
    description: rest.description === "None" ? null : rest.description,
    // Nothing is left out instead of sent as null: the server takes both for the pool's default queue, for no limit and
    // for ENQUEUE, and newer ones take a null for the end of a limit that others share.
    work_queue_name: rest.work_queue_name ?? undefined,
    concurrency_limit: rest.concurrency_limit ?? undefined,
    concurrency_options: rest.concurrency_options ?? undefined,
    schedules: rest.schedules.map(withoutDefaults),
  };
}

/** The recipe for Google Cloud refers to its own output, which no worker can fill in; what the push step has is meant. */
const withMendedFolder = (step: object): object =>
  JSON.parse(JSON.stringify(step).replace('"folder":"{{ pull_code.folder }}"', '"folder":"gcs"'));

/** What `deploy` spells out although it is the server's default. */
function withoutDefaults({ schedule, active, max_active_runs, max_scheduled_runs, catchup }: any): any {
  expect(max_scheduled_runs ?? null).toBeNull();
  return {
    schedule: {
      ...schedule,
      day_or: schedule.day_or === true ? undefined : schedule.day_or,
      anchor_date: schedule.anchor_date && new Date(schedule.anchor_date).toISOString(),
      timezone: schedule.timezone === "UTC" ? undefined : schedule.timezone,
    },
    active,
    max_active_runs: max_active_runs ?? undefined,
    catchup: catchup || undefined,
  };
}

describe("a project of the guide's recipe is deployed with the payloads of `deploy --all`:", () => {
  beforeAll(() => raw("POST", "/variables/", { name: variable, value: "by variable" }));
  afterAll(() => raw("DELETE", `/variables/name/${variable}`));

  test.each([
    ["local", '{ env: { MODE: "{{ $WIRE_MODE }}" } }', []],
    ["git", "{}", []],
    ["s3", '{ working_dir: "/srv/{{ push_code.folder }}" }', ["bucket=wire-flows"]],
    ["azure", "{}", ["container=wire-flows"]],
    ["gcs", "{}", ["bucket=wire-flows"]],
    ["docker", '{ command: "{{ build_image.image }}" }', ["image_name=registry.localhost/wire", "tag=v1"]],
  ])("%s", async (recipe, jobVariables, fields) => {
    const project = await makeProject(recipe, jobVariables, fields);
    proxy.take();
    await prefect(project, "deploy", "--all");
    const theirs = proxy.take();
    await removeDeployments(Object.keys(posted(theirs)));
    await removeAutomations(Object.keys(automations(theirs)));

    await stack.write(`new syntask.SyntaskProject("${recipe}", { folder: ${JSON.stringify(project)} });`);
    proxy.take();
    await stack.up();
    const ours = proxy.take();

    expect(Object.keys(posted(ours))).toHaveLength(3);
    const expected = Object.entries(posted(theirs)).map(([name, body]) => [name, asSentByUs(body)]);
    const sent = Object.entries(posted(ours)).map(([name, body]) => [
      name,
      { ...body, schedules: body.schedules.map(withoutDefaults) },
    ]);
    expect(Object.fromEntries(sent)).toEqual(Object.fromEntries(expected));
    expect(Object.keys(automations(ours))).toHaveLength(2);
    expect(automations(ours)).toEqual(automations(theirs));
    // `deploy` also deletes what it believes to be the automations of its deployments. Here they are resources of their own.
    const others = (recorded: Recorded[]) => [
      ...new Set(
        recorded
          .map(({ call }) => call.replace(/[0-9a-f-]{36}/, "{id}"))
          .filter((call) => call !== "POST /deployments/"),
      ),
    ];
    expect(others(theirs).sort()).toEqual([
      "DELETE /automations/owned-by/prefect.deployment.{id}",
      "POST /automations/",
      "POST /flows/",
    ]);
    expect(others(ours).sort()).toEqual(["POST /automations/", "POST /flows/"]);

    await stack.preview("--expect-no-changes");
    await stack.destroy();
  });
});

/** Error lines of a command, each once. */
const errors = (output: string): string[] => [...new Set(output.match(/error: .*/g))];

async function removeDeployments(names: string[]): Promise<void> {
  const found = await raw<{ id: string }[]>("POST", "/deployments/filter", { deployments: { name: { any_: names } } });
  for (const { id } of found) await raw("DELETE", `/deployments/${id}`);
}

async function removeAutomations(names: string[]): Promise<void> {
  const found = await raw<{ id: string }[]>("POST", "/automations/filter", { automations: { name: { any_: names } } });
  for (const { id } of found) await raw("DELETE", `/automations/${id}`);
}

describe("a project", () => {
  const project = () => join(folder, "own");
  const names = ["a", "b"].map((name) => `${pool}-${name}`) as [string, string];
  const entry = (name: string) => `  - { name: ${name}, entrypoint: "flows.py:hello", work_pool: { name: ${pool} } }\n`;
  const program = () => `new syntask.SyntaskProject("own", { folder: ${JSON.stringify(project())} });`;
  const write = (text: string) => writeFile(join(project(), "prefect.yaml"), text);

  beforeAll(async () => {
    await mkdir(project());
    await writeFile(join(project(), "flows.py"), flows);
    await stack.write(program());
  });

  test("loses on the server what leaves the file", async () => {
    await write(`deployments:\n${entry(names[0])}${entry(names[1])}`);
    await stack.up();
    expect(await raw("GET", `/deployments/name/hello/${names[1]}`)).toMatchObject({ entrypoint: "flows.py:hello" });
    await write(`deployments:\n${entry(names[0])}`);
    await stack.up();
    await expect(raw("GET", `/deployments/name/hello/${names[1]}`)).rejects.toMatchObject({ status: 404 });
    expect(await raw("GET", `/deployments/name/hello/${names[0]}`)).toMatchObject({ name: names[0] });
  });

  test.each([
    [
      "a wrong entrypoint",
      () => `deployments:\n${entry(names[0]).replace("hello", "helo")}`,
      /prefect\.yaml:2:\d+: flows\.py has no flow 'helo'; did you mean 'hello'\?$/m,
    ],
    ["what is not YAML", () => "deployments: [\n", /prefect\.yaml:\d+:\d+: /],
  ])("with %s fails the preview in one line", async (_, text, reason) => {
    await write(text());
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(reason);
    expect(errors(output)).toHaveLength(1);
    expect(output).not.toMatch(/^\s+at /m);
  });

  test("with a missing variable fails the preview with its name", async () => {
    await write(`deployments:\n${entry(names[0]).replace("}\n", ', tags: ["{{ prefect.variables.not_there }}"] }\n')}`);
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain('variable "not_there": there is none');
  });
});

test("a wrong entrypoint of a single deployment fails the preview in one line", async () => {
  await writeFile(join(folder, "etl.py"), flows);
  await stack.write(`
    const path = require("node:path").relative(process.cwd(), ${JSON.stringify(folder)});
    const storage = new syntask.LocalFlowStorage("flows", { path });
    new syntask.Deployment("nightly", { entrypoint: "etl.py:quite", storage });`);
  const { code, output } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(output).toContain(`error: Deployment "nightly": etl.py has no flow 'quite'; did you mean 'quiet'?`);
  expect(output).not.toMatch(/^\s+at /m);
});
