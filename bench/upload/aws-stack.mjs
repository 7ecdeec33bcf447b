import { openPulumiStack } from "../lib/pulumi-stack.mjs";

/**
 * A stack whose AWS is an emulator.
 *
 * @param {object} options
 * @param {string} options.pulumi Folder of the CLI.
 * @param {string} options.endpoint Of S3.
 * @param {string} options.program CommonJS.
 */
export const openAwsStack = ({ pulumi, endpoint, program }) =>
  openPulumiStack({
    pulumi,
    program,
    config: {
      "aws:region": "us-east-1",
      "aws:s3UsePathStyle": "true",
      "aws:endpoints[0].s3": endpoint,
      // The emulator takes any key, so this one is no secret.
      "aws:accessKey": "root",
      "aws:secretKey": "root",
    },
  });

/** The same for commands that read the environment. */
export const awsEnvironment = (endpoint) => ({
  ...process.env,
  AWS_ACCESS_KEY_ID: "root",
  AWS_SECRET_ACCESS_KEY: "root",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_REGION: "us-east-1",
  AWS_ENDPOINT_URL_S3: endpoint,
});
