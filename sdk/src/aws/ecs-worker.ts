import { LogGroup } from "@pulumi/aws/cloudwatch";
import { getSubnetOutput } from "@pulumi/aws/ec2/getSubnet";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Cluster, Service } from "@pulumi/aws/ecs";
import { TaskDefinition } from "@pulumi/aws/ecs/taskDefinition";
import { Role, RolePolicy, RolePolicyAttachment } from "@pulumi/aws/iam";
import { Secret, SecretVersion } from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { grantEach } from "../cloud/grantees.js";
import { UniqueName } from "../cloud/unique-name.js";
import { readArgs } from "../provider/component-args.js";
import { outputValues } from "../provider/output-values.js";
import { refuseFor } from "../provider/refusal.js";
import { instancePlaceholder, withInstanceName } from "../worker/container-command.js";
import { revisionNumber } from "../worker/revision-number.js";
import { WorkerComponent } from "../worker/worker-component.js";
import { workerProcess } from "../worker/worker-process.js";
import { stackAccount } from "./account.js";
import { repositoryArnOf } from "./ecr-policies.js";
import { EcsInfrastructure } from "./ecs-infrastructure.js";
import { familyPrefix } from "./ecs-infrastructure-args.js";
import { executionPolicy, taskTrustPolicy } from "./ecs-policies.js";
import { type EcsWorkerArgs, ecsWorkerArgs } from "./ecs-worker-args.js";
import { workerContainer } from "./ecs-worker-container.js";
import { type FargateSize, fargateSize, faultOfFargateSize } from "./fargate-size.js";
import { nameOfPolicy } from "./iam.js";

/**
 * Workers on ECS with Fargate: a service that starts one again that ends or hangs. After a change the new ones poll before the
 * old ones are stopped. The API key is a secret in Secrets Manager that only the service's execution role reads.
 *
 * @example
 * ```ts
 * const infrastructure = new EcsInfrastructure("flows", { access: "runtime" });
 * const workPool = new syntask.WorkPool("flows", { type: "ecs", jobDefaults: infrastructure.jobDefaults });
 * new EcsWorker("flows", {
 *   workPool: workPool.name,
 *   infrastructure: infrastructure.workerPolicy,
 *   subnets: ["subnet-0123456789abcdef0"],
 * });
 * ```
 */
export class EcsWorker extends WorkerComponent {
  static override readonly __pulumiType = "syntask:aws:EcsWorker";
  /** @internal */
  static override readonly args = ecsWorkerArgs;

  readonly workerName: pulumi.Output<string>;
  readonly image: pulumi.Output<string>;
  /** The role that workers run with, and flows of a `process` pool. */
  readonly taskRoleArn: pulumi.Output<string>;
  /** Name of that role, as `S3FlowStorage` takes it for `readers`. */
  readonly taskRoleName: pulumi.Output<string>;
  /** The role with which ECS pulls the image, reads the secret and writes the log. */
  readonly executionRoleArn: pulumi.Output<string>;
  /** Name of the log group. */
  readonly logGroupName: pulumi.Output<string>;
  /** The secret with the API key and `secrets`. */
  readonly secretArn: pulumi.Output<string>;
  /** Name of the service. */
  readonly serviceName: pulumi.Output<string>;
  /** Id of the new security group, if one was made. */
  readonly securityGroupId: pulumi.Output<string | undefined>;

  /** @throws RunError when the args contradict each other, or the workers cannot reach the server */
  constructor(name: string, args: EcsWorkerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EcsWorker.__pulumiType, name, {}, opts);
    const parent = this;
    const refuse = refuseFor("EcsWorker", name);
    const read = readArgs(ecsWorkerArgs, args, refuse);
    const { replicas, cpu, memory, subnets, assignPublicIp, taskPolicies = {}, verify, connection } = read;
    const size = outputValues.apply([cpu, memory], checkedSize) as pulumi.Input<FargateSize>;
    const rights = rightsOfPool();

    const worker = workerProcess(
      name,
      read,
      {
        refuse,
        loopbackAdvice: 'write an address that the subnets reach, like "https://syntask.example.com/api"',
        settings: [size, clusterOf(), subnets, read.securityGroups, assignPublicIp],
      },
      parent,
    );
    const account = stackAccount(parent);
    const logs = new LogGroup(`${name}-logs`, { retentionInDays: read.logRetentionDays }, { parent });
    const secret = new Secret(
      `${name}-secret`,
      { description: `What workers ${name} of Syntask show the server`, recoveryWindowInDays: 0 },
      { parent },
    );
    const secretVersion = writeSecret();
    const executionRole = createRole(`${name}-execution`, "Starts the workers of Syntask");
    const executionAccess = letStart();
    const taskRole = createRole(`${name}-task`, "Runs the workers of Syntask");
    const taskAccess = letRun();
    const securityGroup = read.securityGroups === undefined ? createSecurityGroup() : undefined;
    const taskDefinition = defineTask();
    const service = createService();

    this.workerName = worker.workerName;
    this.image = worker.image;
    this.taskRoleArn = taskRole.arn;
    this.taskRoleName = taskRole.name;
    this.executionRoleArn = executionRole.arn;
    this.logGroupName = logs.name;
    this.secretArn = secret.arn;
    this.serviceName = service.name;
    this.securityGroupId = pulumi.output(securityGroup?.id);
    if (verify) {
      const log = pulumi.interpolate`\`aws logs tail ${logs.name}\``;
      this.awaitOnline(name, worker, { replicas, log, connection, dependsOn: [service] });
    }
    const { workerName, image, taskRoleArn, taskRoleName, executionRoleArn, logGroupName, secretArn } = this;
    const { serviceName, securityGroupId } = this;
    this.registerOutputs({
      ...{ workerName, image, taskRoleArn, taskRoleName, executionRoleArn, logGroupName, secretArn },
      ...{ serviceName, securityGroupId },
    });

    function checkedSize(processors: string, amount: string): FargateSize {
      const fault = faultOfFargateSize(processors, amount);
      return fault ? refuse(fault) : fargateSize(processors, amount);
    }

    /** The policy of the pool's infrastructure. */
    function rightsOfPool(): pulumi.Input<string> | undefined {
      const { infrastructure } = args;
      if (!(infrastructure instanceof EcsInfrastructure)) return infrastructure;
      if (infrastructure.credentials) {
        refuse('`infrastructure` has a key for its workers, and these have a role; give it `access: "runtime"`');
      }
      return infrastructure.workerPolicy;
    }

    function clusterOf(): pulumi.Input<string> {
      const given = args.cluster ?? "default";
      return Cluster.isInstance(given) ? given.name : given;
    }

    /** One secret for all: there is one right to give, and one version that a task definition is of. */
    function writeSecret(): SecretVersion {
      return new SecretVersion(
        `${name}-secret-version`,
        {
          secretId: secret.id,
          secretStringWo: worker.secrets.apply((values) => JSON.stringify(values)),
          secretStringWoVersion: worker.workerName.apply(revisionNumber),
        },
        { parent },
      );
    }

    function createRole(child: string, description: string): Role {
      return new Role(child, { assumeRolePolicy: account.apply(taskTrustPolicy), description }, { parent });
    }

    function letStart(): RolePolicy {
      const policy = pulumi.all([worker.image, logs.arn, secret.arn]).apply(([known, logGroupArn, secretArn]) => {
        const repository = repositoryArnOf(known);
        return executionPolicy(repository === undefined ? [] : [repository], { logGroupArn, secretArn });
      });
      return new RolePolicy(`${name}-execution-access`, { role: executionRole.name, policy }, { parent });
    }

    function letRun(): pulumi.Input<pulumi.Resource[]>[] {
      const attached = grantEach(
        `${name}-task-policy`,
        taskPolicies,
        { property: "taskPolicies", nameOf: nameOfPolicy, refuse },
        (policyArn, child) =>
          new RolePolicyAttachment(
            child().name,
            { role: taskRole.name, policyArn },
            { parent, aliases: child().aliases },
          ),
      );
      if (rights === undefined) return attached;
      const policy = { role: taskRole.name, policy: rights };
      return [...attached, [new RolePolicy(`${name}-task-access`, policy, { parent })]];
    }

    function createSecurityGroup(): SecurityGroup {
      const first = pulumi.output(subnets).apply(([id]) => id!);
      const { vpcId } = getSubnetOutput({ id: first }, { parent });
      const everywhere = { cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] };
      const egress = [{ protocol: "-1", fromPort: 0, toPort: 0, ...everywhere }];
      const description = "Workers of Syntask: nobody gets in";
      return new SecurityGroup(`${name}-network`, { vpcId, description, ingress: [], egress }, { parent });
    }

    function defineTask(): TaskDefinition {
      const family = new UniqueName(`${name}-family`, { prefix: familyPrefix(name) }, { parent }).value;
      const container = workerContainer(worker, {
        command: worker
          .command(pulumi.interpolate`${worker.workerName}-${instancePlaceholder}`)
          .apply((command) => withInstanceName(command)),
        secretArn: secret.arn,
        secretVersion: secretVersion.versionId,
        logGroup: logs.name,
        region: account.region,
      });
      return new TaskDefinition(
        `${name}-task-definition`,
        {
          family,
          cpu: pulumi.output(size).cpu,
          memory: pulumi.output(size).memory,
          networkMode: "awsvpc",
          requiresCompatibilities: ["FARGATE"],
          executionRoleArn: executionRole.arn,
          taskRoleArn: taskRole.arn,
          containerDefinitions: pulumi.jsonStringify([container]),
        },
        { parent },
      );
    }

    function createService(): Service {
      return new Service(
        `${name}-service`,
        {
          cluster: clusterOf(),
          taskDefinition: taskDefinition.arn,
          desiredCount: replicas,
          launchType: "FARGATE",
          networkConfiguration: {
            subnets,
            securityGroups: securityGroup ? [securityGroup.id] : read.securityGroups,
            assignPublicIp,
          },
          // The new workers are there before the old ones are stopped.
          deploymentMinimumHealthyPercent: 100,
          deploymentMaximumPercent: 200,
          deploymentCircuitBreaker: { enable: true, rollback: true },
          waitForSteadyState: verify,
        },
        { parent, dependsOn: pulumi.output([[executionAccess], ...taskAccess]).apply((all) => all.flat()) },
      );
    }
  }
}
