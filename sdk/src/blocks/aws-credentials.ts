import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { type AwsClientParameters, awsClientParameterKeys } from "./aws-client-parameters.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface AwsCredentialsArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Together with `awsSecretAccessKey`. @default none */
  awsAccessKeyId?: pulumi.Input<string>;
  /** Secret. @default none */
  awsSecretAccessKey?: pulumi.Input<string>;
  /** For temporary keys; kept secret here, but the server shows it to everybody who can read blocks. @default none */
  awsSessionToken?: pulumi.Input<string>;
  /** Profile in the worker's AWS configuration, instead of a key. @default none */
  profileName?: pulumi.Input<string>;
  /** Such as `eu-central-1`. @default the worker's */
  regionName?: pulumi.Input<string>;
  /** How clients of AWS are made: another endpoint, TLS. @default {} */
  awsClientParameters?: pulumi.Input<AwsClientParameters>;
}

/**
 * An access key, or a profile, of AWS. Without any of these the worker uses what it finds in its environment.
 */
export class AwsCredentials extends BlockResource {
  declare readonly awsAccessKeyId: pulumi.Output<string | undefined>;
  declare readonly awsSecretAccessKey: pulumi.Output<string | undefined>;
  declare readonly awsSessionToken: pulumi.Output<string | undefined>;
  declare readonly profileName: pulumi.Output<string | undefined>;
  declare readonly regionName: pulumi.Output<string | undefined>;
  declare readonly awsClientParameters: pulumi.Output<AwsClientParameters | undefined>;

  constructor(name: string, args: AwsCredentialsArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(AwsCredentials.definition, name, "aws-credentials", { ...args, name: args.name ?? name }, opts);
  }

  /** @internal */
  static readonly definition = defineTypedBlock<AwsCredentialsInputs>({
    kind: "AwsCredentials",
    noun: "AWS credentials block",
    slug: "aws-credentials",
    fields: {
      awsAccessKeyId: {},
      awsSecretAccessKey: { secret: true },
      awsSessionToken: { secret: true },
      profileName: {},
      regionName: {},
      awsClientParameters: { keys: awsClientParameterKeys },
    },
    check({ awsAccessKeyId, awsSecretAccessKey }, problems, { isUnknown }) {
      const hasId = awsAccessKeyId !== undefined || isUnknown("awsAccessKeyId");
      const hasKey = awsSecretAccessKey !== undefined || isUnknown("awsSecretAccessKey");
      if (hasId !== hasKey) {
        problems.add(
          hasId ? "awsSecretAccessKey" : "awsAccessKeyId",
          "is missing; a key is an id and a secret, so write both",
        );
      }
    },
  });
}

interface AwsCredentialsInputs extends ProviderInputs {
  name: string;
  awsAccessKeyId?: string;
  awsSecretAccessKey?: string;
  awsSessionToken?: string;
  profileName?: string;
  regionName?: string;
  awsClientParameters?: AwsClientParameters;
}
