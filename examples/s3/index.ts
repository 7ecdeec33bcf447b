import * as syntask from "pulumi-syntask";
import { S3FlowStorage } from "pulumi-syntask/aws";

const workPool = new syntask.WorkPool("s3", { type: "process" });

// The bucket, the upload, an IAM user that can read this folder and nothing else, and the block with its key.
const storage = new S3FlowStorage("s3-flows", { source: "./flows", folder: "flows" });

const report = new syntask.Deployment("s3-report", { entrypoint: "report.py:report", storage, workPool });

export const bucket = storage.bucket;
export const pool = workPool.name;
export const deployment = report.id;
