import { copyFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SecondServer } from "../support/second-server";
import { run, Stack } from "../support/stack";

const secret = "hush-hush-export";
const cli = resolve(__dirname, "../../sdk/dist/cli.js");

let server: SecondServer;
let folder: string;
beforeAll(async () => {
  server = await SecondServer.start();
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-export-"));
  await fill();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function call<T = any>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(server.url + path, {
    method,
    headers: { "content-type": "application/json", connection: "close" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return JSON.parse(text || "null");
}

async function makeBlock(slug: string, name: string, data: object): Promise<{ id: string }> {
  const type = await call("GET", `/block_types/slug/${slug}`);
  const [schema] = await call("POST", "/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type.id] } },
  });
  return call("POST", "/block_documents/", { name, data, block_type_id: type.id, block_schema_id: schema.id });
}

const event = { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"] };

/** Fifty objects of all kinds, made the way people make them. */
async function fill(): Promise<void> {
  const views = await call("GET", "/collections/views/aggregate-worker-metadata");
  const template = views.prefect.process.default_base_job_configuration;
  const changed = structuredClone(template);
  changed.variables.properties.stream_output.default = false;
  await call("POST", "/work_pools/", { name: "plain", type: "process", base_job_template: template });
  await call("POST", "/work_pools/", {
    name: "quiet pool",
    type: "process",
    base_job_template: changed,
    is_paused: true,
  });
  await call("POST", "/work_pools/", {
    name: "own",
    type: "process",
    description: "Own template",
    concurrency_limit: 3,
    base_job_template: {
      job_configuration: { command: "{{ command }}" },
      variables: { type: "object", properties: { command: { type: "string", default: "true" } } },
    },
  });
  await call("POST", "/work_pools/", { name: "private", type: "process", base_job_template: template });
  const pool = await call("GET", "/work_pools/plain");
  await call("POST", "/work_pools/plain/queues", { name: "urgent", priority: 1, concurrency_limit: 2 });
  await call("PATCH", "/work_pools/own/queues/default", { description: "The only one" });

  const aws = await makeBlock("aws-credentials", "aws", { aws_access_key_id: "AKIA", aws_secret_access_key: secret });
  await makeBlock("s3-bucket", "bucket", {
    bucket_name: "flows",
    credentials: { $ref: { block_document_id: aws.id } },
  });
  const slack = await makeBlock("slack-webhook", "alerts", { url: `https://hooks.example.com/${secret}` });
  await makeBlock("secret", "password", { value: secret });
  await makeBlock("secret", "db-1", { value: "of-db-1" });
  await makeBlock("secret", "db1", { value: "of-db1" });
  await makeBlock("secret", "structured", { value: { user: "a", password: secret } });
  await makeBlock("json", "settings", { value: { retries: 3, "odd-key": [1, null, "x"] } });
  const type = await call("POST", "/block_types/", {
    name: "Ticket System",
    slug: "ticket-system",
    description: "Tickets",
  });
  await call("POST", "/block_schemas/", {
    block_type_id: type.id,
    capabilities: ["file"],
    fields: {
      title: "TicketSystem",
      type: "object",
      properties: { url: { type: "string" }, token: { type: "string" } },
      secret_fields: ["token"],
      block_type_slug: "ticket-system",
    },
  });
  await makeBlock("ticket-system", "tickets", { url: "https://tickets.example.com", token: secret });

  for (let i = 0; i < 12; i++) {
    await call("POST", "/variables/", {
      name: `variable_${i}`,
      value: i % 2 ? { i } : `text "${i}"`,
      tags: i % 3 ? [] : ["a"],
    });
  }
  await call("POST", "/variables/", { name: "empty", value: { null: null, true: true, "5": 5 } });
  await call("POST", "/variables/", { name: "strange", value: JSON.parse('{ "__proto__": { "a": 1 } }') });
  await call("POST", "/v2/concurrency_limits/", { name: "warehouse", limit: 5, slot_decay_per_second: 0.5 });
  await call("POST", "/concurrency_limits/", { tag: "team/database", concurrency_limit: 10 });

  const tagged = await call("POST", "/flows/", { name: "etl", tags: ["finance"] });
  const plain = await call("POST", "/flows/", { name: "clean-up", tags: [] });
  for (let i = 0; i < 16; i++) {
    await call("POST", "/deployments/", {
      name: i < 2 ? "nightly" : `deployment ${i}`,
      flow_id: i === 0 ? plain.id : tagged.id,
      entrypoint: "etl.py:main",
      work_pool_name: i === 2 ? "private" : i % 2 ? "plain" : undefined,
      work_queue_name: i % 4 === 1 ? "urgent" : undefined,
      pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/srv/flows" } }],
      schedules:
        i % 3
          ? [
              { schedule: { cron: `${i} 6 * * *`, timezone: "Europe/Berlin" }, max_active_runs: 1 },
              { schedule: { interval: 3600 } },
            ]
          : [],
      parameters: i % 5 ? { day: i } : {},
      parameter_openapi_schema:
        i % 5 ? { title: "Parameters", type: "object", properties: { day: { type: "integer" } }, definitions: {} } : {},
      tags: i % 2 ? ["b", "a"] : [],
      description: i % 2 ? `Line one\nline "two"` : undefined,
      concurrency_limit: i === 3 ? 2 : undefined,
      concurrency_options: i === 3 ? { collision_strategy: "CANCEL_NEW" } : undefined,
      paused: i === 4,
      job_variables: i === 5 ? { env: { LEVEL: "debug" } } : {},
    });
  }
  const nightly = await call("GET", "/deployments/name/etl/nightly");
  await call("POST", "/automations/", {
    name: "stop",
    trigger: { ...event, threshold: 3, within: 60 },
    actions: [{ type: "pause-deployment", source: "selected", deployment_id: nightly.id }],
  });
  await call("POST", "/automations/", {
    name: "tell",
    enabled: false,
    trigger: { type: "compound", require: "all", within: 60, triggers: [event, { ...event, expect: ["x"] }] },
    actions: [
      { type: "send-notification", block_document_id: slack.id, subject: "Failed", body: "{{ flow_run.name }}" },
      { type: "pause-work-pool", source: "selected", work_pool_id: pool.id },
    ],
  });
  await call("POST", "/flow_run_notification_policies/", {
    block_document_id: slack.id,
    state_names: ["Failed"],
    tags: [],
  });
  await makeTwins();
}

/** Two automations of one name that pause each other and themselves. */
async function makeTwins(): Promise<void> {
  const automations = [];
  for (const description of ["first", "second"]) {
    const body = { name: "twin", description, trigger: event, actions: [{ type: "do-nothing" }] };
    automations.push(await call("POST", "/automations/", body));
  }
  const pause = ({ id }: { id: string }) => ({ type: "pause-automation", source: "selected", automation_id: id });
  for (const { id, name, description } of automations) {
    const actions = automations.map(pause);
    await call("PUT", `/automations/${id}`, { name, description, trigger: event, actions });
  }
}

/** Everything on the server, with the times of the last change. */
async function snapshot(): Promise<unknown> {
  const lists: [string, object][] = [
    ["/work_pools/filter", {}],
    ["/work_queues/filter", {}],
    ["/flows/filter", {}],
    ["/deployments/filter", {}],
    ["/variables/filter", {}],
    ["/block_types/filter", {}],
    ["/block_schemas/filter", {}],
    ["/block_documents/filter", { include_secrets: true }],
    ["/v2/concurrency_limits/filter", {}],
    ["/concurrency_limits/filter", {}],
    ["/automations/filter", {}],
    ["/flow_run_notification_policies/filter", { flow_run_notification_policy_filter: { is_active: null } }],
  ];
  return Promise.all(
    lists.map(async ([path, body]) => {
      const rows = await call<any[]>("POST", path, body);
      return [path, rows.sort((left, right) => (left.id < right.id ? -1 : 1))];
    }),
  );
}

interface Exported {
  target: string;
  output: string;
}

async function exportTo(name: string): Promise<Exported> {
  const target = join(folder, name);
  const environment = {
    ...process.env,
    SYNTASK_API_URL: server.url,
    SYNTASK_DIALECT: "prefect",
    PREFECT_API_URL: undefined,
  };
  const { code, output } = await run(process.execPath, [cli, "export", target], { environment });
  if (code !== 0) throw new Error(output);
  return { target, output };
}

const secrets: Record<string, string> = {
  awsCredentialsAwsAwsSecretAccessKey: secret,
  slackWebhookAlertsUrl: `https://hooks.example.com/${secret}`,
  secretPasswordValue: secret,
  secretDb1Value: "of-db-1",
  secretDb1Value_2: "of-db1",
  secretStructuredValue: JSON.stringify({ user: "a", password: secret }),
  ticketSystemTicketsToken: secret,
};

/** A stack that has taken over what was exported. */
async function importedStack({ target }: Exported): Promise<Stack> {
  const stack = await Stack.create({
    config: { "syntask:apiUrl": server.url, "syntask:dialect": "prefect" },
    secretConfig: secrets,
  });
  await rm(join(stack.folder, "index.js"));
  for (const file of ["index.ts", "tsconfig.json", "package.json", "import.json"]) {
    await copyFile(join(target, file), join(stack.folder, file));
  }
  await stack.expect("import", "--file", "import.json", "--generate-code=false", "--yes", "--skip-preview");
  return stack;
}

describe("a server of more than fifty objects becomes a program", () => {
  let exported: Exported;
  let stack: Stack;
  let before: unknown;
  beforeAll(async () => {
    exported = await exportTo("exported");
    before = await snapshot();
    stack = await importedStack(exported);
  });
  afterAll(() => rm(stack.folder, { recursive: true, force: true }));

  test("that holds no secret, beside a file for the import that only its owner reads", async () => {
    const { target, output } = exported;
    expect(output).toContain("Wrote 57 resources into");
    const program = await readFile(join(target, "index.ts"), "utf8");
    expect(program + output).not.toContain(secret);
    expect(program).toContain('new syntask.Variable("variable_1", { value: { i: 1 } }, imported);');
    expect(program).toContain('new syntask.S3Bucket("bucket", { bucketName: "flows", credentials: aws }, imported);');
    expect((await stat(join(target, "import.json"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(target, ".gitignore"), "utf8")).toContain("import.json\n");
    const asked = [...output.matchAll(/config set --secret (\w+)/g)].map(([, key]) => key);
    expect(asked.sort()).toEqual(Object.keys(secrets).sort());
  });

  test("that leaves out what Pulumi cannot carry, and says so", () => {
    expect(exported.output).toContain("Variable strange is left out: Pulumi loses its key `__proto__`");
  });

  test("that takes them all over without a change, and keeps no secret in clear", async () => {
    await stack.preview("--expect-no-changes");
    await stack.up();
    expect(await snapshot()).toEqual(before);
    await stack.preview("--refresh", "--expect-no-changes");
    expect(await stack.state()).not.toMatch(new RegExp(`${secret}|of-db-?1`));
  });

  test("that says which live secret it would overwrite", async () => {
    await stack.expect("config", "set", "--secret", "secretDb1Value_2", "another");
    const preview = await stack.preview("--diff");
    expect(preview).toContain('secret block "db1" changes in secret `value`');
    expect(preview).toContain("1 to update");
    await stack.expect("config", "set", "--secret", "secretDb1Value_2", secrets.secretDb1Value_2!);
    await stack.preview("--expect-no-changes");
  });

  test("that destroys nothing, as another stack may own what it has", async () => {
    const { code, output } = await stack.run("destroy", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain("protect");
    expect(await snapshot()).toEqual(before);
  });
});

test.each([
  [[], /^Usage: pulumi-syntask export <folder>/],
  [["import", "x"], /^Usage: /],
])("%j is answered with the usage", async (args, expected) => {
  const { code, output } = await run(process.execPath, [cli, ...args]);
  expect(code).toBe(2);
  expect(output).toMatch(expected);
});

test("a folder that holds something, and a server that is not there, are refused in one line", async () => {
  const environment = { ...process.env, SYNTASK_API_URL: "http://127.0.0.1:9/api" };
  const full = await run(process.execPath, [cli, "export", folder], { environment });
  expect(full).toEqual({ code: 1, output: `${folder} is not empty; name a new folder\n` });
  const { code, output } = await run(process.execPath, [cli, "export", join(folder, "none")], { environment });
  expect(code).toBe(1);
  expect(output).toMatch(/^no server answers at http:\/\/127.0.0.1:9\/api .*\n$/);
});
