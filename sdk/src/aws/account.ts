import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as pulumi from "@pulumi/pulumi";

/** Where the stack's resources are, in the parts that ARNs are made of. */
export interface Account {
  /** `aws`, or that of China or of the US government. */
  partition: string;
  region: string;
  /** Twelve digits. */
  id: string;
}

export function stackAccount(parent: pulumi.Resource): pulumi.Output<Account> {
  const { accountId, arn } = getCallerIdentityOutput({}, { parent });
  const { region } = getRegionOutput({}, { parent });
  return pulumi
    .all([accountId, arn, region])
    .apply(([id, known, where]) => ({ partition: known.split(":")[1]!, region: where, id }));
}

/** Partition of the account that a resource's children are in. */
export const stackPartition = (parent: pulumi.Resource): pulumi.Output<string> =>
  getPartitionOutput({}, { parent }).partition;

/** Beginnings of the names of regions, by the partitions that they are in; all others are in `aws`. */
const regionsOfPartitions: readonly (readonly [partition: string, region: RegExp])[] = [
  ["aws-cn", /^cn-/],
  ["aws-us-gov", /^us-gov-/],
  ["aws-iso-b", /^us-isob-/],
  ["aws-iso-e", /^eu-isoe-/],
  ["aws-iso-f", /^us-isof-/],
  ["aws-iso", /^us-iso-/],
  ["aws-eusc", /^eusc-/],
];

/** Partition of a region, where no account is asked. */
export const partitionOfRegion = (region = ""): string =>
  regionsOfPartitions.find(([, form]) => form.test(region))?.[0] ?? "aws";
