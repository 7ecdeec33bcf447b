import type { LogGroup } from "@pulumi/aws/cloudwatch";
import type { Vpc } from "@pulumi/aws/ec2";
import type { Cluster } from "@pulumi/aws/ecs";
import type { Secret } from "@pulumi/aws/secretsmanager";
import { slugOf } from "../checks/names.js";
import { faultOfBlank } from "../cloud/arg-faults.js";
import { grantees } from "../cloud/grantees.js";
import { type ArgsOf, commonArgs, flag, inTypeScript, integer, list, oneOf, text } from "../provider/component-args.js";
import { faultOfSecret } from "./ecs-api-key.js";

const own = {
  /** The cluster that tasks run in, by its name or ARN or, in TypeScript, as a resource. @default the account's, called `default` */
  cluster: text({ sugar: inTypeScript<Cluster>() }),
  /** Whether a new cluster is made for the tasks. @default false */
  createCluster: flag({ plain: true, default: false }),
  /**
   * VPC that tasks run in, by its id or, in TypeScript, as a resource. Without it workers take the region's default VPC, in which every
   * task has a public address and the default security group, and where there is none every run fails.
   * @default that of the region
   */
  vpc: text({ sugar: inTypeScript<Vpc>() }),
  /**
   * Whether a new VPC is made for the tasks, with a public subnet in each of two availability zones. Its way out is an internet
   * gateway, for which tasks have a public address; nobody gets in by it. The addresses are those of `10.0.0.0/16`.
   * @default false
   */
  createVpc: flag({ plain: true, default: false }),
  /** Ids of the subnets of `vpc` that tasks run in. @default all of them */
  subnets: list(text())(),
  /** Ids of the security groups that tasks have in `vpc`. @default a new one, which lets nothing in and everything out */
  securityGroups: list(text())(),
  /**
   * Whether tasks have a public address in `vpc`. They need one where their subnets reach the internet through an internet gateway
   * and no NAT gateway.
   * @default false
   */
  assignPublicIp: flag({ default: false }),
  /**
   * Family of the task definitions that workers make, and the only one that they may run. Two stacks that share one could run
   * each other's tasks.
   * @default the component's name, in lowercase with dashes, and eight characters that no other stack has
   */
  family: text({ check: faultOfFamily }),
  /** ARN of a role that exists, with which ECS pulls the image and writes the log. @default a new one */
  executionRoleArn: text(),
  /** ARNs of repositories in ECR that the new execution role may pull from. @default [], for `EcrFlowStorage` can say so too */
  repositories: list(text())({ plain: true }),
  /**
   * Secret in Secrets Manager with the API key that flows use, by its ARN or, in TypeScript, as a resource. A pool with `jobConfiguration`
   * then has its tasks read the key from there, and the new execution role may: else workers write their own key in clear into each
   * task. A role of `executionRoleArn` needs that right already.
   * @default none: in clear
   */
  apiKeySecret: text({ check: faultOfSecret, sugar: inTypeScript<Secret>() }),
  /** ARN of a role that exists, which flows run with. @default a new one */
  taskRoleArn: text(),
  /** ARNs of managed policies for the new task role: what flows may do. @default [] */
  taskPolicies: grantees(),
  /**
   * CloudWatch log group of the tasks that exists, by its name or, in TypeScript, as a resource. In TypeScript `false` is
   * `logs: false`.
   * @default a new one
   */
  logGroup: text({ sugar: inTypeScript<LogGroup | false>() }),
  /** Whether the tasks write a log. @default true */
  logs: flag({ plain: true, default: true }),
  /** Retention of the new log group in days; 0 keeps logs for ever. @default 30 */
  logRetentionDays: integer({ min: 0, default: 30 }),
  /**
   * How a worker authenticates to AWS. `accessKey`: an IAM user is made for it, and its key is put into an `AwsCredentials`
   * block. `runtime`: the role that the worker runs with; no key and no block.
   * @default "accessKey"
   */
  access: oneOf("accessKey", "runtime")({ plain: true, default: "accessKey" }),
  /** With `access: "runtime"`: roles of this account that workers run with, by name or ARN. Each gets the policy. @default [] */
  workers: grantees(),
  /** Whether workers deregister their task definitions after a run. IAM cannot scope that right to theirs. @default false */
  autoDeregisterTaskDefinition: flag({ plain: true, default: false }),
  /** Name of the new block. @default the component's name, in lowercase with dashes */
  credentialsName: text(),
  /** Any text; a change rotates the key, and the block has the new one before the old one is deleted. @default none */
  rotation: text({ plain: true, check: faultOfBlank }),
};

export const ecsInfrastructureArgs: typeof commonArgs & typeof own = { ...commonArgs, ...own };

/** The args of {@link EcsInfrastructure}. */
export interface EcsInfrastructureArgs extends ArgsOf<typeof ecsInfrastructureArgs> {}

const longestFamily = 255;

/** What the family of a component begins with: an underscore and eight digits follow. */
export const familyPrefix = (name: string): string => slugOf(name).slice(0, longestFamily - "_00000000".length);

export function faultOfFamily(family: string): string | undefined {
  if (/^[\w-]+$/.test(family) && family.length <= longestFamily) return undefined;
  return `is "${family}"; ECS takes letters, digits, dashes and underscores, at most ${longestFamily}`;
}
