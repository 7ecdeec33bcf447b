import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  StopTaskCommand,
  type Task,
} from "@aws-sdk/client-ecs";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { awsConfig, createAdministrator, type Key } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { installDouble } from "../../emulators/providers/install";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { runDeployments } from "../support/worker";

const name = unique("ecs");
const apiKeySecret = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-a1B2c3`;
const keyOfWorker = "pnu_0123456789abcdef";

let moto: Moto;
let administrator: Key;
let stack: Stack;
let vpc: string;

beforeAll(async () => {
  moto = await Moto.start();
  administrator = await createAdministrator(moto);
  await moto.enforcePolicies();
  const { Vpcs } = await ec2().send(new DescribeVpcsCommand({}));
  vpc = Vpcs![0]!.VpcId!;
  stack = await Stack.create({
    config: {
      "syntask:apiUrl": serverUrl(),
      "syntask:dialect": "prefect",
      ...awsConfig(moto.url, administrator),
    },
    secretConfig: { "aws:secretKey": administrator.secretAccessKey },
  });
  await installDouble(stack, "aws");
});
afterAll(async () => {
  await stack?.remove();
  await moto?.stop();
});

const ec2 = () => new EC2Client(moto.client(administrator));
const ecs = () => new ECSClient(moto.client(administrator));

const program = (repository = name) => `
const { EcsInfrastructure, EcrFlowStorage } = require("pulumi-syntask/aws");
const infrastructure = new EcsInfrastructure("${name}", {
  createCluster: true,
  vpc: "${vpc}",
  apiKeySecret: "${apiKeySecret}",
});
const workPool = new syntask.WorkPool("${name}", {
  type: "ecs",
  jobDefaults: { ...infrastructure.jobDefaults, cpu: "0.25 vCPU" },
  jobConfiguration: infrastructure.jobConfiguration,
});
const storage = new EcrFlowStorage("${name}", {
  image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/${repository}:1",
  repositoryArgs: { name: "${name}" },
  pullers: [infrastructure.executionRoleArn],
  path: "/opt/flows",
  verify: false,
  workPool,
});
const jobVariables = { env: { MODE: "fast" } };
exports.id = new syntask.Deployment("${name}", { entrypoint: "etl.py:main", storage, workPool, jobVariables }).id;
exports.executionRole = infrastructure.executionRoleArn.apply((arn) => arn.split("/").at(-1));
exports.cluster = infrastructure.clusterName;
exports.securityGroup = infrastructure.securityGroupId;
exports.taskRole = infrastructure.taskRoleArn;
`;

const template = async () => (await raw("GET", `/work_pools/${name}`)).base_job_template.variables.properties;

test("up makes roles, a key, a repository and a deployment of an image in it", async () => {
  await stack.write(program());
  await stack.up();
  const { id, taskRole, securityGroup } = await stack.outputs();
  const properties = await template();
  expect(properties.task_role_arn.default).toBe(taskRole);
  expect(properties.cpu.default).toBe(256);
  expect(properties.vpc_id.default).toBe(vpc);
  expect(properties.network_configuration.default).toEqual({
    subnets: expect.arrayContaining([expect.stringMatching(/^subnet-/)]),
    securityGroups: [securityGroup],
    assignPublicIp: "DISABLED",
  });
  const { job_variables, pull_steps } = await raw("GET", `/deployments/${id}`);
  const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/${name}:1`;
  expect(job_variables).toEqual({ env: { MODE: "fast" }, image });
  expect(pull_steps).toEqual([{ "prefect.deployments.steps.set_working_directory": { directory: "/opt/flows" } }]);
});

test("a second up changes nothing", () => stack.preview("--expect-no-changes"));

test("a real worker runs a task with the block's key, and with nothing but its rights; its own key is in no text of the task", async () => {
  const { id, taskRole, cluster } = await stack.outputs();
  const worker = process.env.PULUMI_SYNTASK_AWS_WORKER;
  const environment = { AWS_ENDPOINT_URL: moto.url, PREFECT_API_KEY: keyOfWorker };
  const running = runDeployments(name, [id], environment, worker, "ecs");
  const task = await startedTask(cluster);
  expect(task.overrides?.taskRoleArn).toBe(taskRole);
  expect(task.clusterArn).toMatch(new RegExp(`/${cluster}$`));
  const { taskDefinition } = await ecs().send(
    new DescribeTaskDefinitionCommand({ taskDefinition: task.taskDefinitionArn }),
  );
  expect(JSON.stringify([task, taskDefinition])).not.toContain(keyOfWorker);
  expect(taskDefinition!.containerDefinitions).toMatchObject([
    { secrets: [{ name: "PREFECT_API_KEY", valueFrom: apiKeySecret }] },
  ]);
  const [override] = task.overrides!.containerOverrides!;
  const values = Object.fromEntries(override!.environment!.map(({ name: variable, value }) => [variable, value]));
  expect(values).toMatchObject({ MODE: "fast", PREFECT_API_URL: serverUrl() });
  expect(values).not.toHaveProperty("PREFECT_API_KEY");
  await ecs().send(new StopTaskCommand({ cluster, task: task.taskArn! }));
  await isInOwnNetwork(task);
  const [finished] = await running;
  expect(finished!.logs.join("\n")).not.toMatch(/AccessDenied|not authorized/);
});

/** A task has the new security group, which lets nothing in, and no public address. */
async function isInOwnNetwork({ attachments = [] }: Task): Promise<void> {
  const { securityGroup } = await stack.outputs();
  const details = attachments.flatMap(({ details: found = [] }) => found);
  const network = details.find(({ name: detail }) => detail === "networkInterfaceId")!.value!;
  const { NetworkInterfaces } = await ec2().send(
    new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [network] }),
  );
  expect(NetworkInterfaces).toMatchObject([{ VpcId: vpc, Groups: [{ GroupId: securityGroup }] }]);
  expect(NetworkInterfaces![0]!.Association?.PublicIp).toBeUndefined();
  const { SecurityGroups } = await ec2().send(new DescribeSecurityGroupsCommand({ GroupIds: [securityGroup] }));
  expect(SecurityGroups![0]!.IpPermissions).toEqual([]);
}

async function startedTask(cluster: string) {
  for (let attempt = 0; attempt < 120; attempt++) {
    const { taskArns = [] } = await ecs().send(new ListTasksCommand({ cluster }));
    if (taskArns.length > 0) {
      const { tasks = [] } = await ecs().send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
      return tasks[0]!;
    }
    await sleep(1000);
  }
  throw new Error("the worker started no task");
}

test("an image of another repository is refused at preview, as nobody has rights there", async () => {
  await stack.write(program("other"));
  const { code, output } = await stack.run("preview");
  expect(code).not.toBe(0);
  const host = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
  expect(output).toContain(
    `EcrFlowStorage "${name}": \`image\` is ${host}/other, which is not in ${host}/${name}; give the repository that it is in.`,
  );
  await stack.write(program());
});

test("destroy takes everything away", async () => {
  const { executionRole, cluster } = await stack.outputs();
  await stack.destroy();
  const { clusters = [] } = await ecs().send(new DescribeClustersCommand({ clusters: [cluster] }));
  expect(clusters.filter(({ status }) => status === "ACTIVE")).toEqual([]);
  const iam = new IAMClient(moto.client(administrator));
  await expect(iam.send(new GetRoleCommand({ RoleName: executionRole }))).rejects.toThrow(/not found|NoSuchEntity/);
});
