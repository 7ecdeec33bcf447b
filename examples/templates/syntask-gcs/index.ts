import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { GcsFlowStorage } from "pulumi-syntask/gcp";

const config = new pulumi.Config();

const workPool = new syntask.WorkPool("pool", { name: config.require("workPool"), type: "process" });

// The bucket, the upload, a service account that can read the folder and nothing else, and the block with its key.
const storage = new GcsFlowStorage("flows", {
  source: "flows",
  folder: config.require("folder"),
  location: config.require("location"),
});

const hello = new syntask.Deployment("hello", {
  entrypoint: "hello.py:hello",
  storage,
  workPool,
  schedules: [{ cron: "0 6 * * *", timezone: "UTC" }],
});

export const url = hello.url;
