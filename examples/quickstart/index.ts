import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";

const config = new pulumi.Config();

// Where flow runs are executed: a worker started with `--pool quickstart` takes them.
const pool = new syntask.WorkPool("quickstart", { type: "process" });

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

export const workPool = pool.name;
export const deployments = { "hello-local": helloLocal.id, "hello-git": helloGit.id };
