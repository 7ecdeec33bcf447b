import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../../scripts/lib/processes.mjs";

const script = fileURLToPath(new URL("push_to_s3.py", import.meta.url));

/** The push step of `deploy`, called as `deploy` calls it but without its other work. */
export async function openPushToS3({ folder, endpoint, bucket, tools }) {
  const prefix = "flows/";
  const environment = {
    ...process.env,
    AWS_ACCESS_KEY_ID: "root",
    AWS_SECRET_ACCESS_KEY: "root",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ENDPOINT_URL_S3: endpoint,
    DO_NOT_TRACK: "1",
  };
  const command = join(tools.worker, "python");
  return {
    prefix,
    upload: () => run(command, [script, bucket, prefix], { cwd: folder, environment }),
    close: async () => {},
  };
}
