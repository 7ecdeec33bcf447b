import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";

const config = new pulumi.Config();

// Where the flows of all teams run, and how many at once.
const pool = new syntask.WorkPool("shared", { type: "process", concurrencyLimit: 20 });
const nightly = new syntask.WorkQueue("nightly", { workPool: pool, concurrencyLimit: 5 });

// The warehouse takes five connections of tasks that ask for a slot, and two runs of tasks with the tag.
const warehouse = new syntask.GlobalConcurrencyLimit("warehouse", { limit: 5 });
new syntask.TagConcurrencyLimit("warehouse-writes", { limit: 2 });

// Its password is on the server; programs and logs have the reference alone.
const password = new syntask.Secret("warehouse-password", { value: config.requireSecret("warehousePassword") });

// Whoever is on call hears of each flow run that fails.
const onCall = new syntask.Block("on-call", {
  typeSlug: "slack-webhook",
  data: { url: config.requireSecret("slackUrl") },
});
new syntask.FlowRunNotificationPolicy("failures", { block: onCall, stateNames: ["Failed", "Crashed"] });

/** What the stacks of the teams read. */
export const workPool = pool.name;
export const nightlyQueue = nightly.name;
export const warehouseLimit = warehouse.name;
export const warehousePassword = password.reference;
