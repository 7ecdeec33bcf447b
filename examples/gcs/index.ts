import * as syntask from "pulumi-syntask";
import { GcsFlowStorage } from "pulumi-syntask/gcp";

const workPool = new syntask.WorkPool("gcs", { type: "process" });

// The bucket, the upload, a service account that can read this folder and nothing else, and the block with its key.
const storage = new GcsFlowStorage("gcs-flows", { source: "./flows", folder: "flows", location: "EU" });

const report = new syntask.Deployment("gcs-report", { entrypoint: "report.py:report", storage, workPool });

export const bucket = storage.bucket;
export const pool = workPool.name;
export const deployment = report.id;
