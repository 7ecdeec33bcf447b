import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { raw, serverUrl } from "../support/raw-api";
import { run, Stack } from "../support/stack";

const url = "https://hooks.example.com/hush-hush";
const prefectYaml = `
deployments:
  - name: daily
    entrypoint: report.py:report
    work_pool: { name: legacy, work_queue_name: urgent }
    parameters: { day: 2 }
    description: by hand
    schedules: [{ cron: 0 5 * * *, timezone: Europe/London, active: true }]
    pull: [{ prefect.deployments.steps.set_working_directory: { directory: /tmp } }]
  - name: weekly
    entrypoint: report.py:cleanup
    work_pool: { name: legacy }
    schedules: [{ cron: 0 6 * * 1, timezone: Europe/Berlin }, { interval: 600 }]
    pull: [{ prefect.deployments.steps.set_working_directory: { directory: /tmp } }]
`;
const report = `
from prefect import flow
@flow
def report(day: int = 1): pass
@flow
def cleanup(): pass
`;

let stack: Stack;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-deployed-"));
  await fillServer();
  stack = await Stack.create({
    example: "adopt",
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    secretConfig: { slackUrl: url },
  });
});
afterAll(async () => {
  await stack.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What people did: some by hand, the deployments with the real `deploy` command. */
async function fillServer(): Promise<void> {
  await raw("POST", "/work_pools/", { name: "legacy", type: "process", description: "?" });
  await raw("POST", "/work_pools/legacy/queues", { name: "urgent", priority: 2 });
  await deploy();
  const slack = await makeBlock("slack-webhook", "alerts", { url: "https://hooks.example.com/old" });
  await makeBlock("secret", "warehouse-password", { value: "old" });
  await raw("POST", "/variables/", { name: "batch_size", value: "many" });
  await raw("POST", "/v2/concurrency_limits/", { name: "warehouse", limit: 1, active: false });
  await raw("POST", "/concurrency_limits/", { tag: "database", concurrency_limit: 1 });
  await raw("POST", "/flow_run_notification_policies/", {
    block_document_id: slack.id,
    state_names: ["Failed"],
    tags: ["finance"],
    message_template: "{flow_name}!",
  });
  await raw("POST", "/automations/", {
    name: "stop-after-failures",
    description: "?",
    trigger: { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"], threshold: 9, within: 60 },
    actions: [{ type: "cancel-flow-run" }],
  });
  await makeTicketType();
  const { id } = await raw("GET", "/deployments/name/report/daily");
  await raw("POST", `/deployments/${id}/create_flow_run`, { name: "history" });
}

async function deploy(): Promise<void> {
  await writeFile(join(folder, "prefect.yaml"), prefectYaml);
  await writeFile(join(folder, "report.py"), report);
  const { code, output } = await run(
    join(process.env.PULUMI_SYNTASK_PYTHON!, "prefect"),
    ["--no-prompt", "deploy", "--all"],
    {
      cwd: folder,
      environment: { ...process.env, PREFECT_HOME: folder, PREFECT_API_URL: serverUrl(), DO_NOT_TRACK: "1" },
    },
  );
  if (code !== 0) throw new Error(output);
}

async function makeBlock(slug: string, name: string, data: object): Promise<{ id: string }> {
  const type = await raw("GET", `/block_types/slug/${slug}`);
  const [schema] = await raw("POST", "/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type.id] } },
  });
  return raw("POST", "/block_documents/", { name, data, block_type_id: type.id, block_schema_id: schema.id });
}

async function makeTicketType(): Promise<void> {
  const type = await raw("POST", "/block_types/", { name: "Ticket System", slug: "ticket-system", description: "?" });
  await raw("POST", "/block_schemas/", {
    block_type_id: type.id,
    fields: {
      title: "TicketSystem",
      type: "object",
      properties: { url: { title: "Url", type: "string" } },
      required: ["url"],
      block_type_slug: "ticket-system",
    },
  });
  await makeBlock("ticket-system", "tickets", { url: "https://old.example.com" });
}

/** Other tests leave more on the server than one page of it holds. */
async function allPages(path: string, body: object): Promise<any[]> {
  const rows: any[] = [];
  let page: any[];
  do {
    page = await raw("POST", path, { ...body, limit: 200, offset: rows.length });
    rows.push(...page);
  } while (page.length === 200);
  return rows;
}

/** Ids of everything on the server that the example takes over. */
async function ids(): Promise<Record<string, string[]>> {
  const of = async (path: string, body: object, wanted: (row: any) => boolean) =>
    (await allPages(path, body))
      .filter(wanted)
      .map(({ id }) => id)
      .sort();
  const named =
    (...names: string[]) =>
    (row: any) =>
      names.includes(row.name);
  return {
    pools: await of("/work_pools/filter", {}, named("legacy")),
    queues: await of("/work_pools/legacy/queues/filter", {}, () => true),
    flows: await of("/flows/filter", {}, named("report", "cleanup")),
    deployments: await of("/deployments/filter", {}, named("daily", "weekly")),
    blocks: await of("/block_documents/filter", {}, named("alerts", "warehouse-password", "tickets")),
    types: await of("/block_types/filter", {}, ({ slug }) => slug === "ticket-system"),
    variables: await of("/variables/filter", {}, named("batch_size")),
    limits: await of("/v2/concurrency_limits/filter", {}, named("warehouse")),
    tagLimits: await of("/concurrency_limits/filter", {}, ({ tag }) => tag === "database"),
    policies: await of(
      "/flow_run_notification_policies/filter",
      { flow_run_notification_policy_filter: { is_active: null } },
      ({ tags }) => tags.includes("finance"),
    ),
    automations: await of("/automations/filter", {}, named("stop-after-failures")),
    runs: await of("/flow_runs/filter", {}, named("history")),
  };
}

test("a stack takes over what people made by hand and with `deploy`: nothing is made twice, ids and runs stay", async () => {
  const before = await ids();
  expect(Object.values(before).flat()).toHaveLength(17);
  const preview = await stack.preview();
  expect(preview).toContain("+ 17 to create");
  await stack.up();
  expect(await ids()).toEqual(before);
  await stack.preview("--expect-no-changes", "--refresh");

  const daily = await raw("GET", "/deployments/name/report/daily");
  expect(daily).toMatchObject({ parameters: { day: 1 }, tags: ["finance"], description: null });
  expect(daily.schedules.map(({ schedule }: any) => schedule.cron)).toEqual(["0 5 * * *"]);
  const weekly = await raw("GET", "/deployments/name/cleanup/weekly");
  expect(weekly.schedules.map(({ schedule }: any) => schedule)).toEqual([
    { cron: "0 6 * * 1", timezone: "Europe/Berlin", day_or: true },
  ]);
  expect(await raw("GET", "/variables/name/batch_size")).toMatchObject({ value: 500, tags: ["finance"] });
});

test("what the preview of an adoption and the state show holds no secret", async () => {
  expect(await stack.preview("--diff", "--refresh")).not.toContain("hush-hush");
  expect(await stack.state()).not.toContain("hush-hush");
});

test("destroying it leaves what others use", async () => {
  const flow = await raw("GET", "/flows/name/report");
  const theirs = await raw("POST", "/deployments/", {
    name: "theirs",
    flow_id: flow.id,
    entrypoint: "report.py:report",
  });
  await stack.destroy();
  expect(await raw("GET", "/flows/name/report")).toMatchObject({ id: flow.id });
  expect(await raw("GET", `/deployments/${theirs.id}`)).toMatchObject({ name: "theirs" });
  await expect(raw("GET", "/work_pools/legacy")).rejects.toThrow("404");
  await raw("DELETE", `/flows/${flow.id}`);
});
