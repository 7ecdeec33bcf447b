import { text } from "../engine/field.js";
import type { AwsCredentials } from "./aws-credentials.js";
import type { MinioCredentials } from "./minio-credentials.js";
import { type BlockArgsOf, type BlockClass, blockReference, typedBlock } from "./typed-block.js";

const fields = {
  /** Name of the bucket. */
  bucketName: text({ required: true }),
  /** Credentials block, or the id of its document. @default none */
  credentials: blockReference<AwsCredentials | MinioCredentials>(),
  /** Folder in the bucket. @default the bucket itself */
  bucketFolder: text({ default: "" }),
};

/** The args of {@link S3Bucket}. */
export type S3BucketArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "S3Bucket",
  noun: "S3 bucket block",
  slug: "s3-bucket",
  fields,
});

/**
 * A folder of an S3 bucket, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class S3Bucket extends Base {}
