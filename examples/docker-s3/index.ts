import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { S3FlowStorage } from "pulumi-syntask/aws";

const config = new pulumi.Config();

// The image has Python packages and no code: it changes when these do, and not with every edit of a flow.
const workPool = new syntask.WorkPool("docker-s3", {
  type: "docker",
  jobDefaults: { image: config.require("image"), imagePullPolicy: "IfNotPresent", networkMode: "host" },
});

// Each container pulls the code when its run begins. A GitFlowStorage, GcsFlowStorage or AzureBlobFlowStorage in its place
// changes nothing else.
const storage = new S3FlowStorage("docker-s3-flows", { source: "./flows", folder: "flows" });

const report = new syntask.Deployment("docker-s3-report", { entrypoint: "report.py:report", storage, workPool });

export const pool = workPool.name;
export const deployment = report.id;
