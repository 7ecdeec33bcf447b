import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { Json } from "../engine/definition.js";
import type { JobVariables } from "../resources/job-variables/values.js";

/** Where in a VPC tasks run. */
interface NetworkArgs {
  /** Id of the VPC. */
  vpc: pulumi.Input<string>;
  /** Ids of subnets. @default all of the VPC */
  subnets?: pulumi.Input<pulumi.Input<string>[]>;
  /** Ids of security groups. @default a new one, which lets nothing in */
  securityGroups?: pulumi.Input<pulumi.Input<string>[]>;
  assignPublicIp: pulumi.Input<boolean>;
}

/** The network of the tasks of a pool. */
export interface TaskNetwork {
  vpc: pulumi.Input<string>;
  subnets: pulumi.Input<pulumi.Input<string>[]>;
  /** The new security group, if one was made. */
  securityGroup: ec2.SecurityGroup | undefined;
  jobDefaults: Pick<JobVariables<"ecs">, "vpcId" | "networkConfiguration">;
}

/** Says in which subnets tasks run, and makes the security group that they have unless the program gives some. */
export function taskNetwork(name: string, args: NetworkArgs, parent: pulumi.Resource): TaskNetwork {
  const { vpc, assignPublicIp } = args;
  const securityGroup = args.securityGroups === undefined ? createSecurityGroup() : undefined;
  const securityGroups = args.securityGroups ?? [securityGroup!.id];
  const subnets = args.subnets ?? subnetsOfVpc();
  const networkConfiguration = pulumi
    .all([pulumi.output(subnets), pulumi.output(securityGroups), assignPublicIp])
    .apply(
      ([ids, groups, isPublic]): Record<string, Json> => ({
        subnets: ids,
        securityGroups: groups,
        assignPublicIp: isPublic ? "ENABLED" : "DISABLED",
      }),
    );
  return { vpc, subnets, securityGroup, jobDefaults: { vpcId: vpc, networkConfiguration } };

  function createSecurityGroup(): ec2.SecurityGroup {
    const everything = { protocol: "-1", fromPort: 0, toPort: 0 };
    return new ec2.SecurityGroup(
      `${name}-tasks`,
      {
        vpcId: vpc,
        description: "Tasks of Syntask flows: nothing comes in",
        egress: [{ ...everything, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }],
      },
      { parent },
    );
  }

  /** In one order, so that a preview shows nothing where AWS lists them in another. */
  function subnetsOfVpc(): pulumi.Output<string[]> {
    const filters = [{ name: "vpc-id", values: [vpc] }];
    return ec2.getSubnetsOutput({ filters }, { parent }).ids.apply((ids) => [...ids].sort());
  }
}
