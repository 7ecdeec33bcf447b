import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { S3FlowStorage } from "pulumi-syntask/aws";
import { Team } from "./team";

const config = new pulumi.Config();

// What all teams share: five slots at the warehouse, and flows that are on every worker's disk.
new syntask.GlobalConcurrencyLimit("warehouse", { limit: 5 });
new syntask.Variable("retention_days", { value: 30 });
const operations = new syntask.LocalFlowStorage("operations", { path: resolve(__dirname, "flows/operations") });

// Ingest has its code in git, and loads all day.
const ingest = new Team("ingest", { concurrencyLimit: 10 });
const repository = new syntask.GitFlowStorage("ingest-code", {
  repository: config.require("repository"),
  branch: "main",
});
const load = ingest.flow("load", {
  entrypoint: "load.py:load",
  storage: repository,
  schedules: [{ interval: 900 }],
  urgent: true,
});
const cleanup = ingest.flow("cleanup", {
  entrypoint: "cleanup.py:cleanup",
  storage: operations,
  schedules: [{ cron: "30 2 * * *", timezone: "Europe/Berlin" }],
});

// Analytics uploads what its pull requests change, and reports each morning.
const analytics = new Team("analytics", { concurrencyLimit: 2 });
const uploaded = new S3FlowStorage("analytics-code", { source: "./flows/analytics", folder: "analytics" });
const report = analytics.flow("report", {
  entrypoint: "report.py:report",
  storage: uploaded,
  schedules: [{ cron: "0 6 * * 1-5", timezone: "Europe/Berlin" }],
  parameters: { days: 7 },
});

/** The deployments by their work pools. */
export const deployments = {
  ingest: { load: load.id, cleanup: cleanup.id },
  analytics: { report: report.id },
};
