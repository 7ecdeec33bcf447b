import { text } from "../engine/field.js";
import { awsClientParameters } from "./aws-client-parameters.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Access key id, or the root user. */
  minioRootUser: text({ required: true }),
  /** Secret access key, or the root password; secret. */
  minioRootPassword: text({ required: true, secret: true }),
  /** Region of the store. @default none */
  regionName: text(),
  /** Parameters of the boto3 client: custom endpoint, TLS. @default {} */
  awsClientParameters: awsClientParameters(),
};

/** The args of {@link MinioCredentials}. */
export type MinioCredentialsArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "MinioCredentials",
  noun: "MinIO credentials block",
  slug: "minio-credentials",
  fields,
});

/**
 * Credentials of MinIO or of another S3-compatible store.
 */
export class MinioCredentials extends Base {}
