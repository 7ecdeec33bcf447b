import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { S3FlowStorage } from "pulumi-syntask/aws";

const config = new pulumi.Config();

const workPool = new syntask.WorkPool("pool", { name: config.require("workPool"), type: "process" });

// The bucket, the upload, an IAM user that can read the folder and nothing else, and the block with its key.
const storage = new S3FlowStorage("flows", { source: "flows", folder: config.require("folder") });

const hello = new syntask.Deployment("hello", {
  entrypoint: "hello.py:hello",
  storage,
  workPool,
  schedules: [{ cron: "0 6 * * *", timezone: "UTC" }],
});

export const url = hello.url;
