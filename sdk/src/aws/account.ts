import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
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
