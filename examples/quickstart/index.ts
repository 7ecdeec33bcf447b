import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";

const config = new pulumi.Config();

// Where flow runs are executed: by a worker on this machine, which goes on when the `up` has ended.
const pool = new syntask.WorkPool("quickstart", { type: "process" });
const worker = new syntask.LocalWorker("quickstart", { workPool: pool, python: config.get("python") || undefined });

// Where the worker finds the code: a folder of this machine, and a git repository.
const folder = new syntask.LocalFlowStorage("folder", { path: resolve(__dirname, "flows") });
const git = new syntask.GitFlowStorage("git", { repository: config.require("repository"), branch: "main" });

const helloLocal = new syntask.Deployment("hello-local", {
  description: "Says hello from a local folder.",
  entrypoint: "hello.py:hello",
  storage: folder,
  workPool: pool,
  parameters: { name: "folder" },
  tags: ["quickstart"],
});

const helloGit = new syntask.Deployment("hello-git", {
  description: "Says hello from a git repository, each morning.",
  entrypoint: "hello.py:hello",
  storage: git,
  workPool: pool,
  parameters: { name: "git" },
  schedules: [{ cron: "0 6 * * *", timezone: "Europe/Berlin" }],
  tags: ["quickstart"],
});

new syntask.Variable("greeting", { value: "hello" });

// One run of each now, and after each change of its deployment: the `up` waits for its end.
const runs = {
  "hello-local": new syntask.FlowRun("hello-local", { deployment: helloLocal }, { dependsOn: worker }),
  "hello-git": new syntask.FlowRun("hello-git", { deployment: helloGit }, { dependsOn: worker }),
};

export const workerLog = worker.log;
export const flowRuns = Object.fromEntries(
  Object.entries(runs).map(([name, { state, url }]) => [name, { state, page: url }]),
);
