import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource, documentIdOf } from "./block-resource.js";
import type { GcpCredentials } from "./gcp-credentials.js";
import { defineTypedBlock } from "./typed-block.js";

export interface GcsBucketArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Name of the bucket. */
  bucket: pulumi.Input<string>;
  /** Credentials block, or the id of its document. @default none */
  gcpCredentials?: pulumi.Input<string> | GcpCredentials;
  /** Folder in the bucket. @default the bucket itself */
  bucketFolder?: pulumi.Input<string>;
}

/**
 * A folder of a Google Cloud Storage bucket, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class GcsBucket extends BlockResource {
  declare readonly bucket: pulumi.Output<string>;
  declare readonly gcpCredentials: pulumi.Output<string | undefined>;
  declare readonly bucketFolder: pulumi.Output<string | undefined>;

  constructor(name: string, args: GcsBucketArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      GcsBucket.definition,
      name,
      "gcs-bucket",
      { ...args, name: args.name ?? name, gcpCredentials: documentIdOf(args.gcpCredentials) },
      opts,
    );
  }

  /** @internal */
  static readonly definition = defineTypedBlock<GcsBucketInputs>({
    kind: "GcsBucket",
    noun: "GCS bucket block",
    slug: "gcs-bucket",
    fields: {
      bucket: { required: true },
      gcpCredentials: { reference: true },
      bucketFolder: { default: "" },
    },
  });
}

interface GcsBucketInputs extends ProviderInputs {
  name: string;
  bucket: string;
  gcpCredentials?: string;
  bucketFolder?: string;
}
