import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import type { AwsCredentials } from "./aws-credentials.js";
import { BlockResource, documentIdOf } from "./block-resource.js";
import type { MinioCredentials } from "./minio-credentials.js";
import { defineTypedBlock } from "./typed-block.js";

export interface S3BucketArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Name of the bucket. */
  bucketName: pulumi.Input<string>;
  /** Credentials block, or the id of its document. @default none */
  credentials?: pulumi.Input<string> | AwsCredentials | MinioCredentials;
  /** Folder in the bucket. @default the bucket itself */
  bucketFolder?: pulumi.Input<string>;
}

/**
 * A folder of an S3 bucket, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class S3Bucket extends BlockResource {
  declare readonly bucketName: pulumi.Output<string>;
  declare readonly credentials: pulumi.Output<string | undefined>;
  declare readonly bucketFolder: pulumi.Output<string | undefined>;

  constructor(name: string, args: S3BucketArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      S3Bucket.definition,
      name,
      "s3-bucket",
      { ...args, name: args.name ?? name, credentials: documentIdOf(args.credentials) },
      opts,
    );
  }

  /** @internal */
  static readonly definition = defineTypedBlock<S3BucketInputs>({
    kind: "S3Bucket",
    noun: "S3 bucket block",
    slug: "s3-bucket",
    fields: {
      bucketName: { required: true },
      credentials: { reference: true },
      bucketFolder: { default: "" },
    },
  });
}

interface S3BucketInputs extends ProviderInputs {
  name: string;
  bucketName: string;
  credentials?: string;
  bucketFolder?: string;
}
