import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";

const config = new pulumi.Config();

const workPool = new syntask.WorkPool("pool", { name: config.require("workPool"), type: "process" });
const storage = new syntask.GitFlowStorage("flows", {
  repository: config.require("repository"),
  branch: config.require("branch"),
  accessToken: config.get("gitToken") ? config.requireSecret("gitToken") : undefined,
});

const hello = new syntask.Deployment("hello", {
  entrypoint: config.require("entrypoint"),
  storage,
  workPool,
  schedules: [{ cron: "0 6 * * *", timezone: "UTC" }],
});

export const url = hello.url;
