import { rawAt } from "./raw-api";
import type { SecondServer } from "./second-server";

/** What is a secret in what {@link fill} makes. */
export const secret = "hush-hush-export";

type Call = (method: string, path: string, body?: unknown) => Promise<any>;

/** Plain HTTP to a server. */
export const callServer = <T = any>(
  { url }: Pick<SecondServer, "url">,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> => rawAt<T>(url, method, path, body);

async function makeBlock(call: Call, slug: string, name: string, data: object): Promise<{ id: string }> {
  const type = await call("GET", `/block_types/slug/${slug}`);
  const [schema] = await call("POST", "/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type.id] } },
  });
  return call("POST", "/block_documents/", { name, data, block_type_id: type.id, block_schema_id: schema.id });
}

const event = { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"] };

/** Fifty objects of all kinds, made the way people make them. */
export async function fill(server: Pick<SecondServer, "url">): Promise<void> {
  const call: Call = (method, path, body) => callServer(server, method, path, body);
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

  const aws = await makeBlock(call, "aws-credentials", "aws", {
    aws_access_key_id: "AKIA",
    aws_secret_access_key: secret,
  });
  await makeBlock(call, "s3-bucket", "bucket", {
    bucket_name: "flows",
    credentials: { $ref: { block_document_id: aws.id } },
  });
  const slack = await makeBlock(call, "slack-webhook", "alerts", { url: `https://hooks.example.com/${secret}` });
  await makeBlock(call, "secret", "password", { value: secret });
  await makeBlock(call, "secret", "db-1", { value: "of-db-1" });
  await makeBlock(call, "secret", "db1", { value: "of-db1" });
  await makeBlock(call, "secret", "structured", { value: { user: "a", password: secret } });
  await makeBlock(call, "json", "settings", { value: { retries: 3, "odd-key": [1, null, "x"] } });
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
  await makeBlock(call, "ticket-system", "tickets", { url: "https://tickets.example.com", token: secret });

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
  await makeTwins(call);
}

/** Two automations of one name that pause each other and themselves. */
async function makeTwins(call: Call): Promise<void> {
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
