import { text } from "../engine/field.js";
import { awsClientParameters } from "./aws-client-parameters.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Access key id, together with `awsSecretAccessKey`. @default none */
  awsAccessKeyId: text(),
  /** Secret access key. @default none */
  awsSecretAccessKey: text({ secret: true }),
  /**
   * Session token of temporary credentials; secret here, but the server shows it to everybody who can read blocks.
   * @default none
   */
  awsSessionToken: text({ secret: true }),
  /** Profile in the worker's AWS configuration, instead of a key. @default none */
  profileName: text(),
  /** AWS region, such as `eu-central-1`. @default the worker's */
  regionName: text(),
  /** Parameters of the boto3 client: custom endpoint, TLS. @default {} */
  awsClientParameters: awsClientParameters(),
};

/** The args of {@link AwsCredentials}. */
export type AwsCredentialsArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "AwsCredentials",
  noun: "AWS credentials block",
  slug: "aws-credentials",
  fields,
  check({ awsAccessKeyId, awsSecretAccessKey }, failures, { isUnknown }) {
    const hasId = awsAccessKeyId !== undefined || isUnknown("awsAccessKeyId");
    const hasKey = awsSecretAccessKey !== undefined || isUnknown("awsSecretAccessKey");
    if (hasId !== hasKey) {
      failures.add(
        hasId ? "awsSecretAccessKey" : "awsAccessKeyId",
        "is missing; a key is an id and a secret, so write both",
      );
    }
  },
});

/**
 * AWS credentials: an access key, or a profile. Without any of these the worker uses its environment, such as a role.
 */
export class AwsCredentials extends Base {}
