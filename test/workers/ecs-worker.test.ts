import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeTaskDefinitionCommand, ECSClient, ListTaskDefinitionsCommand } from "@aws-sdk/client-ecs";
import { DeleteRolePolicyCommand, IAMClient, ListRolePoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { awsConfig, createAdministrator } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import type { Stack } from "../support/stack";
import { describeWorkers, flow, type Surroundings } from "../support/worker-contract";

async function start({ name }: Surroundings) {
  const moto = await Moto.start({ python: process.env.PULUMI_SYNTASK_AWS_WORKER!, healthSeconds: 1, stopSeconds: 8 });
  const administrator = await createAdministrator(moto);
  await moto.enforcePolicies();
  const client = moto.client(administrator);
  const [ecs, iam, logs] = [new ECSClient(client), new IAMClient(client), new CloudWatchLogsClient(client)];

  return {
    config: awsConfig(moto.url, administrator),
    secretConfig: { "aws:secretKey": administrator.secretAccessKey },
    async prepare(folder: string) {
      await mkdir(join(folder, "flows"));
      await writeFile(join(folder, "flows/etl.py"), flow);
    },
    program: (args: string) => `
const { EcsInfrastructure, EcsWorker, S3FlowStorage } = require("pulumi-syntask/aws");
const infrastructure = new EcsInfrastructure("${name}", {
  access: "runtime",
  createCluster: true,
  createVpc: true,
});
const workPool = new syntask.WorkPool("${name}", { type: "ecs", jobDefaults: infrastructure.jobDefaults });
const worker = new EcsWorker("${name}", {
  infrastructure,
  cluster: infrastructure.clusterName,
  subnets: infrastructure.subnetIds,
  assignPublicIp: true,
  ${args}
});
const storage = new S3FlowStorage("${name}", {
  source: "flows",
  access: "runtime",
  readers: [infrastructure.taskRoleName],
  verify: false,
});
const deployment = new syntask.Deployment("${name}", { flow: "main", entrypoint: "etl.py:main", storage, workPool });
Object.assign(exports, { workerName: worker.workerName, logs: worker.logGroupName, executionRole: worker.executionRoleArn.apply((arn) => arn.split("/").at(-1)), id: deployment.id });
`,
    async log(stack: Stack) {
      const { logs: logGroupName } = await stack.outputs();
      const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
      const written = await Promise.all(
        logStreams.map(({ logStreamName }) => logs.send(new GetLogEventsCommand({ logGroupName, logStreamName }))),
      );
      return written.flatMap(({ events = [] }) => events.map(({ message }) => message)).join("\n");
    },
    /** Task definitions that pass the key. */
    async declared() {
      const { taskDefinitionArns = [] } = await ecs.send(new ListTaskDefinitionsCommand({}));
      const found = await Promise.all(
        taskDefinitionArns.map((taskDefinition) => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))),
      );
      return JSON.stringify(
        found.filter(({ taskDefinition }) => taskDefinition?.containerDefinitions?.[0]?.secrets !== undefined),
      );
    },
    async hinder(stack: Stack) {
      const RoleName = (await stack.outputs()).executionRole;
      const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: PolicyNames[0] }));
      return [];
    },
    async left() {
      const { SecretList = [] } = await new SecretsManagerClient(client).send(new ListSecretsCommand({}));
      const { Roles = [] } = await iam.send(new ListRolesCommand({}));
      const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
      const { Vpcs = [] } = await new EC2Client(client).send(new DescribeVpcsCommand({}));
      return [...SecretList, ...Roles, ...logGroups, ...Vpcs.filter(({ IsDefault }) => !IsDefault)];
    },
    stop: () => moto.stop(),
  };
}

describeWorkers({
  component: "EcsWorker",
  provider: "aws",
  machine: "ip-",
  reference: "valueFrom",
  hindrance: /deployment \S+ of \S+ failed/,
  hinderedBy: "a secret that they may not read",
  loopbackAdvice: 'write an address that the subnets reach, like "https://syntask.example.com/api"',
  runsAreApart: true,
  start,
});
