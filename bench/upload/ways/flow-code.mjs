import { openAwsStack } from "../aws-stack.mjs";

/** `pulumi up` of one `FlowCode`. */
export async function openFlowCode({ folder, endpoint, bucket, pulumi }) {
  const prefix = "flows/";
  const program = `const syntask = require("pulumi-syntask");
new syntask.FlowCode("flows", ${JSON.stringify({ store: "s3", location: { bucket }, source: folder, folder: prefix })});
`;
  const { cwd, environment, remove } = await openAwsStack({ pulumi, endpoint, program });
  return { prefix, command: upCommand, cwd, environment, deletes: true, close: remove };
}

export const upCommand = ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"];
