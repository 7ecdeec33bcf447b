import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findOrMakeEnvironment } from "../../../scripts/lib/python.mjs";
import { awsEnvironment } from "../aws-stack.mjs";

const script = fileURLToPath(new URL("push_to_s3.py", import.meta.url));

/** The push step of `deploy`, called as `deploy` calls it but without its other work. It deletes nothing. */
export async function openPushToS3({ folder, endpoint, bucket }) {
  const prefix = "flows/";
  const python = join(await findOrMakeEnvironment("aws-worker"), "python");
  return {
    prefix,
    command: [python, script, bucket, prefix],
    cwd: folder,
    environment: { ...awsEnvironment(endpoint), DO_NOT_TRACK: "1" },
    deletes: false,
    close: async () => {},
  };
}
