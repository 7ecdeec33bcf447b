import { join } from "node:path";
import { findOrMakeEnvironment } from "../../../scripts/lib/python.mjs";
import { awsEnvironment } from "../aws-stack.mjs";
import { findOrBuildPeer } from "../peers.mjs";

const prefix = "flows/";

/** A command that makes of the folder in the bucket what the one on the disk is. */
const synchronizes = ({ folder, endpoint }, command, environment = {}) => ({
  prefix,
  command,
  cwd: folder,
  environment: { ...awsEnvironment(endpoint), ...environment },
  deletes: true,
  close: async () => {},
});

export async function openAwsSync(place) {
  const aws = join(await findOrMakeEnvironment("aws-cli"), "aws");
  const to = `s3://${place.bucket}/${prefix}`;
  return synchronizes(place, [aws, "s3", "sync", ".", to, "--delete", "--only-show-errors"]);
}

export async function openS5cmd(place) {
  const s5cmd = await findOrBuildPeer("s5cmd");
  const to = `s3://${place.bucket}/${prefix}`;
  return synchronizes(place, [s5cmd, "--log", "error", "sync", "--delete", "./", to], {
    S3_ENDPOINT_URL: place.endpoint,
  });
}

/** @param {number} [transfers] Files at once; its own default is 4. */
export const openRclone = (transfers) => async (place) => {
  const rclone = await findOrBuildPeer("rclone");
  const store = `:s3,provider=Other,env_auth=true,region=us-east-1,endpoint="${place.endpoint}"`;
  const more = transfers ? ["--transfers", String(transfers), "--checkers", String(transfers)] : [];
  return synchronizes(place, [rclone, "--config", "", "sync", ".", `${store}:${place.bucket}/${prefix}`, ...more]);
};
