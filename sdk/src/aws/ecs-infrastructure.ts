import * as cloudwatch from "@pulumi/aws/cloudwatch";
import { Vpc } from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as iam from "@pulumi/aws/iam";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { AwsCredentials } from "../blocks/aws-credentials.js";
import { slugOf } from "../checks/names.js";
import { rotatedName, withFormerType } from "../cloud/child-name.js";
import { grantEach, granteesIn } from "../cloud/grantees.js";
import { UniqueName } from "../cloud/unique-name.js";
import type { Json } from "../engine/definition.js";
import { SyntaskComponent } from "../provider/component.js";
import { readArgs } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import type { JobVariables } from "../resources/job-variables/values.js";
import { type Account, stackAccount } from "./account.js";
import { keyFromSecret, ownArn } from "./ecs-api-key.js";
import {
  type EcsInfrastructureArgs,
  ecsInfrastructureArgs,
  familyPrefix,
  faultOfFamily,
} from "./ecs-infrastructure-args.js";
import { type TaskNetwork, taskNetwork } from "./ecs-network.js";
import { executionPolicy, taskTrustPolicy, workerPolicy } from "./ecs-policies.js";
import { nameOfPolicy, roleName } from "./iam.js";
import { createVpc } from "./new-vpc.js";

/**
 * The rights that a pool of type `ecs` needs: a role for ECS, a role for flows, a place for logs, and a worker that may run
 * tasks of one family in one cluster with these two roles and with no others.
 *
 * @example
 * ```ts
 * const infrastructure = new EcsInfrastructure("flows");
 * new syntask.WorkPool("flows", {
 *   type: "ecs",
 *   jobDefaults: { ...infrastructure.jobDefaults, cpu: "0.5 vCPU" },
 *   jobConfiguration: infrastructure.jobConfiguration,
 * });
 * ```
 */
export class EcsInfrastructure extends SyntaskComponent {
  static override readonly __pulumiType = "syntask:aws:EcsInfrastructure";
  /** @internal What its type was called before, in stacks that exist: never change it. */
  static readonly formerType = "syntask:aws:EcsRuntime";
  /** @internal */
  static override readonly args = ecsInfrastructureArgs;

  /** The role with which ECS pulls images and writes logs. */
  readonly executionRoleArn: pulumi.Output<string>;
  /** The role that flows run with. */
  readonly taskRoleArn: pulumi.Output<string>;
  /** Name of the role that flows run with, as `S3FlowStorage` takes it for `readers`. */
  readonly taskRoleName: pulumi.Output<string>;
  /** Name of the cluster that tasks run in. */
  readonly clusterName: pulumi.Output<string>;
  /** Id of the VPC that tasks run in, if the program says so. */
  readonly vpcId: pulumi.Output<string | undefined>;
  /** Ids of the subnets of that VPC that tasks run in, as `EcsWorker` takes them for `subnets`; without a VPC none. */
  readonly subnetIds: pulumi.Output<string[]>;
  /** Id of the new security group of the tasks, if one was made. */
  readonly securityGroupId: pulumi.Output<string | undefined>;
  /** Name of the log group, if there is one. */
  readonly logGroupName: pulumi.Output<string | undefined>;
  /** The policy that workers have, as JSON text, for identities that are made elsewhere. */
  readonly workerPolicy: pulumi.Output<string>;
  /** The block with the worker's key, if one was made. */
  readonly credentials: AwsCredentials | undefined;
  /** Job defaults for a work pool of type `ecs`. */
  readonly jobDefaults: JobVariables<"ecs">;
  /** Job configuration for that pool: with `apiKeySecret`, by which tasks read the API key from it, and else empty. */
  readonly jobConfiguration: pulumi.Output<Record<string, Json>>;

  /** @throws RunError when the args contradict each other */
  constructor(name: string, args: EcsInfrastructureArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super(EcsInfrastructure.__pulumiType, name, {}, withFormerType(EcsInfrastructure.formerType, opts));
    const parent = this;
    const refuse = refuseFor("EcsInfrastructure", name);
    const {
      access,
      workers = {},
      repositories = [],
      taskPolicies = {},
      ...read
    } = readArgs(ecsInfrastructureArgs, args, refuse);
    const { adopt, connection, autoDeregisterTaskDefinition } = read;
    const hasLogs = read.logs && args.logGroup !== false;
    refuseContradictions();

    const account = stackAccount(parent);
    const cluster = read.createCluster ? createCluster().name : nameOfCluster();
    const network = networkOfTasks();
    const family = args.family === undefined ? ownFamily() : chosenFamily(args.family);
    const logs = logGroup();
    const apiKeySecret = secretsmanager.Secret.isInstance(args.apiKeySecret)
      ? args.apiKeySecret.arn
      : args.apiKeySecret;
    this.executionRoleArn =
      args.executionRoleArn === undefined ? createExecutionRole().arn : pulumi.output(args.executionRoleArn);
    this.taskRoleArn = args.taskRoleArn === undefined ? createTaskRole().arn : pulumi.output(args.taskRoleArn);
    const { executionRoleArn, taskRoleArn } = this;
    this.taskRoleName = taskRoleArn.apply((arn) => arn.split("/").at(-1)!);
    this.logGroupName = pulumi.output(logs?.name);
    this.workerPolicy = rightsOfWorkers();
    const key = access === "accessKey" ? createUserWithKey() : undefined;
    grantToWorkers();
    this.credentials = key && createBlock(key);
    this.jobDefaults = jobDefaults(this.credentials);
    this.jobConfiguration = keyFromSecret(apiKeySecret, connection);
    this.clusterName = cluster;
    this.vpcId = pulumi.output(network?.vpc);
    this.subnetIds = pulumi.output(network?.subnets ?? []);
    this.securityGroupId = pulumi.output(network?.securityGroup?.id);
    const { taskRoleName, logGroupName, clusterName, vpcId, subnetIds, securityGroupId } = this;
    this.registerOutputs({
      ...{ executionRoleArn, taskRoleArn, taskRoleName, logGroupName },
      ...{ clusterName, vpcId, subnetIds, securityGroupId },
    });

    function refuseContradictions(): void {
      if (access === "runtime") {
        if (args.credentialsName !== undefined) {
          refuse('`access: "runtime"` makes no block; leave `credentialsName` out');
        }
        if (args.rotation !== undefined) refuse('`access: "runtime"` makes no key; leave `rotation` out');
      } else if (granteesIn(workers).length > 0) {
        refuse('`workers` belongs to `access: "runtime"`; write that, or leave it out');
      }
      if (read.createCluster && args.cluster !== undefined) {
        refuse("`createCluster` makes a cluster, and `cluster` is given; leave one of them out");
      }
      if (read.createVpc && args.vpc !== undefined) {
        refuse("`createVpc` makes a VPC, and `vpc` is given; leave one of them out");
      }
      for (const arg of ["subnets", "securityGroups", "assignPublicIp"] as const) {
        if (args[arg] === undefined || args.vpc !== undefined) continue;
        if (read.createVpc) refuse(`\`createVpc\` decides on \`${arg}\` itself; leave that out, or give a \`vpc\``);
        refuse(`\`${arg}\` is of a \`vpc\`; give that as well`);
      }
      if (args.executionRoleArn !== undefined && repositories.length > 0) {
        refuse("`repositories` is of a new role, and `executionRoleArn` is given; leave one of them out");
      }
      if (args.taskRoleArn !== undefined && granteesIn(taskPolicies).length > 0) {
        refuse("`taskPolicies` is of a new role, and `taskRoleArn` is given; leave one of them out");
      }
      if (args.logRetentionDays !== undefined && args.logGroup !== undefined) {
        refuse("`logRetentionDays` is of a new log group, and `logGroup` is given; leave one of them out");
      }
      if (!read.logs && (args.logRetentionDays ?? (args.logGroup || undefined)) !== undefined) {
        refuse("`logs: false` writes no log; leave `logGroup` and `logRetentionDays` out");
      }
    }

    function createCluster(): ecs.Cluster {
      return new ecs.Cluster(`${name}-cluster`, {}, { parent });
    }

    function networkOfTasks(): TaskNetwork | undefined {
      if (read.createVpc) return taskNetwork(name, { ...createVpc(name, parent), assignPublicIp: true }, parent);
      if (args.vpc === undefined) return undefined;
      const { subnets, securityGroups, assignPublicIp } = read;
      const vpc = Vpc.isInstance(args.vpc) ? args.vpc.id : (args.vpc as pulumi.Input<string>);
      return taskNetwork(name, { vpc, subnets, securityGroups, assignPublicIp }, parent);
    }

    /** ARNs of tasks have the cluster by its name. */
    function nameOfCluster(): pulumi.Output<string> {
      const given = args.cluster ?? "default";
      const known = ecs.Cluster.isInstance(given) ? given.name : pulumi.output(given);
      return known.apply((text) => text.split("/").at(-1)!);
    }

    /** Stacks of one account may have components of one name. */
    function ownFamily(): pulumi.Output<string> {
      return new UniqueName(`${name}-family`, { prefix: familyPrefix(name) }, { parent }).value;
    }

    function chosenFamily(given: pulumi.Input<string>): pulumi.Output<string> {
      return pulumi.output(given).apply((known) => {
        const fault = faultOfFamily(known);
        return fault ? refuse(`\`family\` ${fault}`) : known;
      });
    }

    function logGroup(): { name: pulumi.Output<string>; arn: pulumi.Output<string> } | undefined {
      if (!hasLogs) return undefined;
      if (args.logGroup === undefined) {
        return new cloudwatch.LogGroup(`${name}-logs`, { retentionInDays: read.logRetentionDays }, { parent });
      }
      if (cloudwatch.LogGroup.isInstance(args.logGroup)) return args.logGroup;
      const known = pulumi.output(args.logGroup as pulumi.Input<string>);
      return {
        name: known,
        arn: pulumi
          .all([account, known])
          .apply(([{ partition, region, id }, group]) => `arn:${partition}:logs:${region}:${id}:log-group:${group}`),
      };
    }

    function createExecutionRole(): iam.Role {
      const role = createRole(`${name}-execution`, "Starts the containers of Syntask flows");
      if (repositories.length > 0 || logs || apiKeySecret !== undefined) {
        const policy = pulumi
          .all([pulumi.all(repositories), logs?.arn, apiKeySecret])
          .apply(([arns, logGroupArn, secret]) =>
            executionPolicy(arns, { logGroupArn, secretArn: secret && ownArn(secret) }),
          );
        new iam.RolePolicy(`${name}-execution-access`, { role: role.name, policy }, { parent });
      }
      return role;
    }

    function createTaskRole(): iam.Role {
      const role = createRole(`${name}-task`, "Runs Syntask flows");
      const settings = { property: "taskPolicies", nameOf: nameOfPolicy, textsHadPositions: true, refuse };
      grantEach(`${name}-task-policy`, taskPolicies, settings, (policyArn, child) => {
        const { name: childName, aliases } = child();
        return new iam.RolePolicyAttachment(childName, { role: role.name, policyArn }, { parent, aliases });
      });
      return role;
    }

    function createRole(child: string, description: string): iam.Role {
      const assumeRolePolicy = account.apply(taskTrustPolicy);
      return new iam.Role(child, { assumeRolePolicy, description }, { parent });
    }

    function rightsOfWorkers(): pulumi.Output<string> {
      return pulumi
        .all([account, cluster, family, executionRoleArn, taskRoleArn, logs?.arn])
        .apply(([known, clusterName, familyName, execution, task, logGroupArn]) =>
          workerPolicy({
            account: known as Account,
            cluster: clusterName,
            family: familyName,
            roleArns: [execution, task],
            logGroupArn,
            deregisters: autoDeregisterTaskDefinition,
          }),
        );
    }

    function createUserWithKey(): iam.AccessKey {
      const user = new iam.User(`${name}-worker`, { forceDestroy: true }, { parent });
      const policy = parent.workerPolicy;
      const access = new iam.UserPolicy(`${name}-access`, { user: user.name, policy }, { parent });
      const { name: childName, aliases } = rotatedName(`${name}-key`, args.rotation);
      return new iam.AccessKey(childName, { user: user.name }, { parent, aliases, dependsOn: access });
    }

    function grantToWorkers(): void {
      const nameOf = (worker: string) => slugOf(worker.split("/").at(-1)!);
      grantEach(`${name}-worker`, workers, { property: "workers", nameOf, refuse }, (worker, child) => {
        const role = pulumi.all([worker, account]).apply(([given, { id }]) => roleOf(given, id));
        const { name: childName, aliases } = child();
        return new iam.RolePolicy(childName, { role, policy: parent.workerPolicy }, { parent, aliases });
      });
    }

    function roleOf(worker: string, id: string): string {
      try {
        return roleName(worker, id);
      } catch (error) {
        return refuse(`\`workers\`: ${(error as Error).message}; write the name of one`);
      }
    }

    function createBlock({ id, secret }: iam.AccessKey): AwsCredentials {
      return new AwsCredentials(
        `${name}-credentials`,
        {
          name: args.credentialsName ?? slugOf(name),
          awsAccessKeyId: id,
          awsSecretAccessKey: secret,
          regionName: account.region,
          adopt,
          connection,
        },
        { parent },
      );
    }

    function jobDefaults(awsCredentials: AwsCredentials | undefined): JobVariables<"ecs"> {
      return {
        cluster: pulumi.interpolate`arn:${account.partition}:ecs:${account.region}:${account.id}:cluster/${cluster}`,
        family,
        executionRoleArn,
        taskRoleArn,
        ...network?.jobDefaults,
        ...(awsCredentials && { awsCredentials }),
        ...(autoDeregisterTaskDefinition && { autoDeregisterTaskDefinition }),
        ...(logs && {
          configureCloudwatchLogs: true,
          // The group is there, so that no task needs the right to make one.
          cloudwatchLogsOptions: {
            "awslogs-group": logs.name,
            "awslogs-region": account.region,
            "awslogs-create-group": "false",
          },
        }),
      };
    }
  }
}
