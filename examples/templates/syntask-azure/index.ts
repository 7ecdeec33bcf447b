import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { AzureBlobFlowStorage } from "pulumi-syntask/azure";

const config = new pulumi.Config();

const workPool = new syntask.WorkPool("pool", { name: config.require("workPool"), type: "process" });
const group = new resources.ResourceGroup("flows", { resourceGroupName: config.require("resourceGroupName") });

// The account, the container, the upload, a signature that reads the container until it expires, and the block with it.
const storage = new AzureBlobFlowStorage("flows", {
  resourceGroupName: group.name,
  access: "sas",
  source: "flows",
  folder: config.require("folder"),
});

const hello = new syntask.Deployment("hello", {
  entrypoint: "hello.py:hello",
  storage,
  workPool,
  schedules: [{ cron: "0 6 * * *", timezone: "UTC" }],
});

export const url = hello.url;
