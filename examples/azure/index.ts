import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { AzureBlobFlowStorage } from "pulumi-syntask/azure";

const config = new pulumi.Config();
const workPool = new syntask.WorkPool("azure", { type: "process" });

// The account, the container, the upload, a signature that lists and reads the container and expires, and its block.
const storage = new AzureBlobFlowStorage("azure-flows", {
  resourceGroupName: config.require("resourceGroupName"),
  access: "sas",
  source: "./flows",
  folder: "flows",
  endpoint: config.get("endpoint"), // An emulator's; Azure's own is known.
  storageAccountArgs: { accountName: config.get("accountName") },
});

const report = new syntask.Deployment("azure-report", { entrypoint: "report.py:report", storage, workPool });

export const account = storage.storageAccount;
export const pool = workPool.name;
export const deployment = report.id;
