import type { LogGroup } from "@pulumi/aws/cloudwatch";
import type { Cluster } from "@pulumi/aws/ecs";
import type * as pulumi from "@pulumi/pulumi";
import type { Grantees } from "../cloud/grantees.js";
import type { CommonArgs } from "../provider/resource.js";

/** The args of {@link EcsInfrastructure}. */
export interface EcsInfrastructureArgs extends CommonArgs {
  /** The cluster that tasks run in, by its name or ARN or as a resource. @default the account's, called `default` */
  cluster?: Cluster | pulumi.Input<string>;
  /**
   * Family of the task definitions that workers make, and the only one that they may run. Two stacks that share one could run
   * each other's tasks.
   * @default the component's name, in lowercase with dashes, and eight characters that no other stack has
   */
  family?: pulumi.Input<string>;
  /** ARN of a role that exists, with which ECS pulls the image and writes the log. @default a new one */
  executionRoleArn?: pulumi.Input<string>;
  /** ARNs of repositories in ECR that the new execution role may pull from. @default [], for `EcrFlowStorage` can say so too */
  repositories?: pulumi.Input<string>[];
  /** ARN of a role that exists, which flows run with. @default a new one */
  taskRoleArn?: pulumi.Input<string>;
  /** ARNs of managed policies for the new task role: what flows may do. @default [] */
  taskPolicies?: Grantees;
  /** CloudWatch log group of the tasks: one that exists, by its name or as a resource; `false` is none. @default a new one */
  logGroup?: LogGroup | pulumi.Input<string> | false;
  /** Retention of the new log group in days; 0 keeps logs for ever. @default 30 */
  logRetentionDays?: pulumi.Input<number>;
  /**
   * How a worker authenticates to AWS. `accessKey`: an IAM user is made for it, and its key is put into an `AwsCredentials`
   * block. `runtime`: the role that the worker runs with; no key and no block.
   * @default "accessKey"
   */
  access?: "accessKey" | "runtime";
  /** With `access: "runtime"`: roles of this account that workers run with, by name or ARN. Each gets the policy. @default [] */
  workers?: Grantees;
  /** Whether workers deregister their task definitions after a run. IAM cannot scope that right to theirs. @default false */
  autoDeregisterTaskDefinition?: boolean;
  /** Name of the new block. @default the component's name, in lowercase with dashes */
  credentialsName?: pulumi.Input<string>;
  /** Any text; a change rotates the key, and the block has the new one before the old one is deleted. @default none */
  rotation?: string;
}
