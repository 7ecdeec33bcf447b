import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";

const config = new pulumi.Config();

const workPool = new syntask.WorkPool("pool", { name: config.require("workPool"), type: "process" });
const storage = new syntask.LocalFlowStorage("flows", { path: resolve(__dirname, "flows") });

const hello = new syntask.Deployment("hello", {
  entrypoint: "hello.py:hello",
  storage,
  workPool,
  schedules: [{ cron: "0 6 * * *", timezone: "UTC" }],
});

export const url = hello.url;
