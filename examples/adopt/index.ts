import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";

const config = new pulumi.Config();

// Takes the object of the same name over, whatever it looks like, and makes it what is written here. Once the stack has
// it, `adopt` has no meaning and can go.
const adopt = true;

const pool = new syntask.WorkPool("legacy", { type: "process", description: "Jobs of the finance team", adopt });
const urgent = new syntask.WorkQueue("urgent", { workPool: pool, priority: 1, adopt });

const code = new syntask.LocalFlowStorage("code", { path: resolve(__dirname, "flows") });
const reports = new syntask.Flow("report", { tags: ["finance"], adopt });

// Made with `syntask deploy`: keeps its id, its runs and, as nothing is said of them here, its schedules.
const daily = new syntask.Deployment("daily", {
  flow: reports,
  entrypoint: "report.py:report",
  storage: code,
  workPool: pool,
  workQueue: urgent,
  parameters: { day: 1 },
  tags: ["finance"],
  adopt,
});
new syntask.Deployment("weekly", {
  flow: "cleanup",
  entrypoint: "report.py:cleanup",
  storage: code,
  workPool: pool,
  schedules: [{ cron: "0 6 * * 1", timezone: "Europe/Berlin" }],
  adopt,
});

const slack = new syntask.Block("alerts", {
  typeSlug: "slack-webhook",
  data: { url: config.requireSecret("slackUrl") },
  adopt,
});
new syntask.Secret("warehouse-password", { value: config.requireSecret("slackUrl"), adopt });
new syntask.Variable("batch_size", { value: 500, tags: ["finance"], adopt });

const ticketType = new syntask.BlockType("Ticket System", {
  slug: "ticket-system",
  description: "Where we file",
  adopt,
});
const ticketSchema = new syntask.BlockSchema("ticket-system", {
  blockType: ticketType,
  fields: {
    title: "TicketSystem",
    type: "object",
    properties: { url: { title: "Url", type: "string" } },
    required: ["url"],
    block_type_slug: "ticket-system",
  },
  adopt,
});
new syntask.Block("tickets", {
  typeSlug: ticketType.slug,
  schema: ticketSchema,
  data: { url: "https://tickets.example.com" },
  adopt,
});

new syntask.GlobalConcurrencyLimit("warehouse", { limit: 5, adopt });
new syntask.TagConcurrencyLimit("database", { limit: 10, adopt });
new syntask.FlowRunNotificationPolicy("failures", { block: slack, stateNames: ["Failed"], tags: ["finance"], adopt });
new syntask.Automation("stop-after-failures", {
  trigger: {
    type: "event",
    posture: "Reactive",
    expect: ["syntask.flow-run.Failed"],
    matchRelated: { "syntask.resource.id": pulumi.interpolate`syntask.deployment.${daily.id}` },
    threshold: 3,
    within: 3600,
  },
  actions: [{ type: "pause-deployment", deployment: daily }],
  adopt,
});
