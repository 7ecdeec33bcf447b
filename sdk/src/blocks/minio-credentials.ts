import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { type AwsClientParameters, awsClientParameterKeys } from "./aws-client-parameters.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface MinioCredentialsArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Access key id, or the root user. */
  minioRootUser: pulumi.Input<string>;
  /** Secret. */
  minioRootPassword: pulumi.Input<string>;
  /** @default none */
  regionName?: pulumi.Input<string>;
  /** How clients of AWS are made: another endpoint, TLS. @default {} */
  awsClientParameters?: pulumi.Input<AwsClientParameters>;
}

/**
 * A user of MinIO or of another store that speaks S3.
 */
export class MinioCredentials extends BlockResource {
  declare readonly minioRootUser: pulumi.Output<string>;
  declare readonly minioRootPassword: pulumi.Output<string>;
  declare readonly regionName: pulumi.Output<string | undefined>;
  declare readonly awsClientParameters: pulumi.Output<AwsClientParameters | undefined>;

  constructor(name: string, args: MinioCredentialsArgs, opts?: pulumi.CustomResourceOptions) {
    super(MinioCredentials.definition, name, "minio-credentials", { ...args, name: args.name ?? name }, opts);
  }

  /** @internal */
  static readonly definition = defineTypedBlock<MinioCredentialsInputs>({
    kind: "MinioCredentials",
    noun: "MinIO credentials block",
    slug: "minio-credentials",
    fields: {
      minioRootUser: { required: true },
      minioRootPassword: { required: true, secret: true },
      regionName: {},
      awsClientParameters: { keys: awsClientParameterKeys },
    },
  });
}

interface MinioCredentialsInputs extends ProviderInputs {
  name: string;
  minioRootUser: string;
  minioRootPassword: string;
  regionName?: string;
  awsClientParameters?: AwsClientParameters;
}
