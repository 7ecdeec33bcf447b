import { openAwsStack } from "../aws-stack.mjs";

/** `pulumi up` of one `FlowCode`. */
export async function openFlowCode({ folder, endpoint, bucket, tools }) {
  const prefix = "flows/";
  const program = `const syntask = require("pulumi-syntask");
new syntask.FlowCode("flows", ${JSON.stringify({ store: "s3", location: { bucket }, source: folder, folder: prefix })});
`;
  const stack = await openAwsStack({ pulumi: tools.pulumi, endpoint, program });
  return { prefix, upload: stack.up, close: stack.remove };
}
