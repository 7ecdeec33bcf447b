import * as pulumi from "@pulumi/pulumi";
import { WorkPool } from "../../sdk/src";
import { EcsInfrastructure, type EcsInfrastructureArgs } from "../../sdk/src/aws";
import { type Declared, declare, resolved } from "../support/mocks";

const account = "123456789012";
const logs = `arn:aws:logs:eu-central-1:${account}:log-group:flows-logs`;

const outputs = ({ type, name, inputs }: Declared): Record<string, unknown> => {
  if (type === "aws:iam/role:Role") return { arn: `arn:aws:iam::${account}:role/${name}`, name };
  if (type === "aws:ecs/cluster:Cluster") return { name: `${name}-0123456` };
  if (type === "aws:cloudwatch/logGroup:LogGroup") return { arn: logs, name };
  if (type === "aws:iam/accessKey:AccessKey") return { secret: "sesame" };
  if (type === "UniqueName") return { value: `${inputs.prefix}_01234567` };
  return {};
};

const answers = {
  "aws:ec2/getSubnets:getSubnets": { ids: ["subnet-b", "subnet-a"] },
  "aws:index/getAvailabilityZones:getAvailabilityZones": { names: ["eu-central-1b", "eu-central-1a"] },
  "aws:index/getRegion:getRegion": { region: "eu-central-1" },
  "aws:index/getCallerIdentity:getCallerIdentity": { accountId: account, arn: `arn:aws:iam::${account}:root` },
};

async function declareInfrastructure(args: EcsInfrastructureArgs = {}) {
  let infrastructure!: EcsInfrastructure;
  const declared = await declare(
    () => {
      infrastructure = new EcsInfrastructure("flows", args);
      new WorkPool("pool", { type: "ecs", jobDefaults: { ...infrastructure.jobDefaults, cpu: "0.5 vCPU" } });
    },
    {},
    outputs,
    answers,
  );
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  return {
    infrastructure,
    find,
    children: declared.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort(),
  };
}

const statements = (policy: string): Record<string, any>[] => JSON.parse(policy).Statement;

test("two roles, a log group and a worker's key are made, and a pool is told of them", async () => {
  const { infrastructure, find, children } = await declareInfrastructure();
  expect(children).toEqual([
    "AccessKey flows-key",
    "AwsCredentials flows-credentials",
    "EcsInfrastructure flows",
    "LogGroup flows-logs",
    "Role flows-execution",
    "Role flows-task",
    "RolePolicy flows-execution-access",
    "UniqueName flows-family",
    "User flows-worker",
    "UserPolicy flows-access",
    "WorkPool pool",
  ]);
  expect(find("pool").inputs.jobDefaults).toEqual({
    aws_credentials: { $ref: { block_document_id: "flows-credentials-id" } },
    cluster: `arn:aws:ecs:eu-central-1:${account}:cluster/default`,
    cpu: 512,
    family: "flows_01234567",
    execution_role_arn: `arn:aws:iam::${account}:role/flows-execution`,
    task_role_arn: `arn:aws:iam::${account}:role/flows-task`,
    configure_cloudwatch_logs: true,
    cloudwatch_logs_options: {
      "awslogs-group": "flows-logs",
      "awslogs-region": "eu-central-1",
      "awslogs-create-group": "false",
    },
  });
  expect(find("flows-credentials").inputs).toMatchObject({ name: "flows", regionName: "eu-central-1" });
  expect(find("flows-credentials").secrets).toContain("awsSecretAccessKey");
  expect(find("flows-logs").inputs).toEqual({ retentionInDays: 30 });
  expect(await resolved(infrastructure.taskRoleName)).toBe("flows-task");
});

test("only ECS of this account and region can take on the roles", async () => {
  const { find } = await declareInfrastructure();
  for (const role of ["flows-execution", "flows-task"]) {
    expect(statements(find(role).inputs.assumeRolePolicy)).toEqual([
      {
        Sid: "TasksOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: { "aws:SourceArn": `arn:aws:ecs:eu-central-1:${account}:*` },
        },
      },
    ]);
  }
});

test("a worker may run tasks of one family in one cluster, with these roles", async () => {
  const { find } = await declareInfrastructure({ cluster: "arn:aws:ecs:eu-central-1:123456789012:cluster/team" });
  const ecs = `arn:aws:ecs:eu-central-1:${account}`;
  expect(statements(find("flows-access").inputs.policy)).toEqual([
    {
      Sid: "DescribeTasksToRun",
      Effect: "Allow",
      Action: ["ecs:RegisterTaskDefinition", "ecs:DescribeTaskDefinition"],
      Resource: "*",
    },
    {
      Sid: "RunTasks",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: `${ecs}:task-definition/flows_01234567:*`,
      Condition: { ArnEquals: { "ecs:cluster": `${ecs}:cluster/team` } },
    },
    { Sid: "WatchTasks", Effect: "Allow", Action: "ecs:DescribeTasks", Resource: `${ecs}:task/team/*` },
    {
      Sid: "LabelTasks",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: `${ecs}:task/team/*`,
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      Sid: "GiveRolesToTasks",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: [`arn:aws:iam::${account}:role/flows-execution`, `arn:aws:iam::${account}:role/flows-task`],
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    { Sid: "FindNetwork", Effect: "Allow", Action: ["ec2:DescribeVpcs", "ec2:DescribeSubnets"], Resource: "*" },
    { Sid: "ReadLog", Effect: "Allow", Action: "logs:GetLogEvents", Resource: `${logs}:*` },
  ]);
});

test.each([
  ["etl", "etl"],
  [pulumi.output("etl"), "etl"],
  [undefined, "flows_01234567"],
])(
  "tasks are of the family that is given, as text or as an output, else of one that no other stack has",
  async (given, family) => {
    const { find, children } = await declareInfrastructure({ family: given });
    expect(children.includes("UniqueName flows-family")).toBe(given === undefined);
    const run = statements(find("flows-access").inputs.policy).find(({ Sid }) => Sid === "RunTasks")!;
    expect(run.Resource).toBe(`arn:aws:ecs:eu-central-1:${account}:task-definition/${family}:*`);
  },
);

test("the execution role pulls from the given repositories and writes its log", async () => {
  const repository = `arn:aws:ecr:eu-central-1:${account}:repository/flows`;
  const { find } = await declareInfrastructure({ repositories: [repository] });
  expect(statements(find("flows-execution-access").inputs.policy)).toEqual([
    { Sid: "LogIn", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "Pull",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: [repository],
    },
    {
      Sid: "WriteLog",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${logs}:*`,
    },
  ]);
});

test("what exists is taken, and a worker with a role needs no key", async () => {
  const { infrastructure, children } = await declareInfrastructure({
    access: "runtime",
    workers: [`arn:aws:iam::${account}:role/team/Worker`],
    executionRoleArn: `arn:aws:iam::${account}:role/execution`,
    taskRoleArn: `arn:aws:iam::${account}:role/task`,
    logGroup: false,
    autoDeregisterTaskDefinition: true,
  });
  expect(children).toEqual([
    "EcsInfrastructure flows",
    "RolePolicy flows-worker-worker",
    "UniqueName flows-family",
    "WorkPool pool",
  ]);
  expect(infrastructure.credentials).toBeUndefined();
  const [describing, ...others] = statements(await resolved(infrastructure.workerPolicy));
  expect(describing!.Action).toContain("ecs:DeregisterTaskDefinition");
  expect(others.map(({ Sid }) => Sid)).not.toContain("ReadLog");
});

test("flows get the managed policies that are given", async () => {
  const policy = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
  const { find } = await declareInfrastructure({ taskPolicies: [policy] });
  const attachment = find("flows-task-policy-aws-policy-amazons3readonlyaccess");
  expect(attachment.inputs).toEqual({ role: "flows-task", policyArn: policy });
  expect(attachment.formerNames).toEqual(["flows-task-policy-0"]);
});

test.each<[string, EcsInfrastructureArgs, string]>([
  [
    "workers without runtime access",
    { workers: ["worker"] },
    '`workers` belongs to `access: "runtime"`; write that, or leave it out',
  ],
  [
    "a rotation of no key",
    { access: "runtime", rotation: "2" },
    '`access: "runtime"` makes no key; leave `rotation` out',
  ],
  [
    "repositories of a role that exists",
    { executionRoleArn: "arn:aws:iam::123456789012:role/execution", repositories: ["a"] },
    "`repositories` is of a new role, and `executionRoleArn` is given; leave one of them out",
  ],
  [
    "a family that ECS refuses",
    { family: "team/flows" },
    '`family` is "team/flows"; ECS takes letters, digits, dashes and underscores, at most 255',
  ],
  [
    "a cluster beside a new one",
    { createCluster: true, cluster: "team" },
    "`createCluster` makes a cluster, and `cluster` is given; leave one of them out",
  ],
  [
    "a VPC beside a new one",
    { createVpc: true, vpc: "vpc-1" },
    "`createVpc` makes a VPC, and `vpc` is given; leave one of them out",
  ],
  ...["subnets", "securityGroups"].map((arg): [string, EcsInfrastructureArgs, string] => [
    `${arg} of a new network`,
    { createVpc: true, [arg]: ["one"] },
    `\`createVpc\` decides on \`${arg}\` itself; leave that out, or give a \`vpc\``,
  ]),
  ...["subnets", "securityGroups"].map((arg): [string, EcsInfrastructureArgs, string] => [
    `${arg} without a network`,
    { [arg]: ["one"] },
    `\`${arg}\` is of a \`vpc\`; give that as well`,
  ]),
  ["public addresses without a network", { assignPublicIp: true }, "`assignPublicIp` is of a `vpc`; give that as well"],
  [
    "a text that is no secret",
    { apiKeySecret: "syntask-key" },
    '`apiKeySecret` is "syntask-key"; write the whole ARN of a secret in Secrets Manager, with the six characters at its end',
  ],
])("%s is refused in one line", (_, args, reason) => {
  const make = () => new EcsInfrastructure("flows", args);
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow(`EcsInfrastructure "flows": ${reason}.`);
});

describe("with a secret for the API key", () => {
  const secret = `arn:aws:secretsmanager:eu-central-1:${account}:secret:syntask-key-a1B2c3`;
  const key = (valueFrom: string) => ({
    env: { SYNTASK_API_KEY: null },
    task_definition: { containerDefinitions: [{ secrets: [{ name: "SYNTASK_API_KEY", valueFrom }] }] },
  });

  test.each([
    [secret, secret],
    [`${secret}:key::`, secret],
    [pulumi.output(secret), secret],
  ])("tasks read the key from it, and the execution role may read this one alone", async (given, arn) => {
    const { infrastructure, find } = await declareInfrastructure({ apiKeySecret: given, logs: false });
    expect(await resolved(infrastructure.jobConfiguration)).toEqual(key(typeof given === "string" ? given : secret));
    expect(statements(find("flows-execution-access").inputs.policy)).toEqual([
      { Sid: "ReadSecret", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: arn },
    ]);
  });

  test("and without one nothing of a pool's job configuration changes", async () => {
    const { infrastructure } = await declareInfrastructure();
    expect(await resolved(infrastructure.jobConfiguration)).toEqual({});
  });
});

test("a new cluster is the one that tasks run in, and the only one", async () => {
  const { infrastructure, find, children } = await declareInfrastructure({ createCluster: true });
  expect(children).toContain("Cluster flows-cluster");
  expect(await resolved(infrastructure.clusterName)).toBe("flows-cluster-0123456");
  const arn = `arn:aws:ecs:eu-central-1:${account}:cluster/flows-cluster-0123456`;
  expect(find("pool").inputs.jobDefaults.cluster).toBe(arn);
  const run = statements(find("flows-access").inputs.policy).find(({ Sid }) => Sid === "RunTasks")!;
  expect(run.Condition).toEqual({ ArnEquals: { "ecs:cluster": arn } });
});

describe("in a new VPC", () => {
  test("tasks have two public subnets in zones of their own, and a security group that lets nothing in", async () => {
    const { infrastructure, find } = await declareInfrastructure({ createVpc: true });
    const vpcId = "flows-vpc-id";
    const zones = [0, 1].map((index) => find(`flows-subnet-${index}`).inputs);
    expect(zones).toMatchObject([
      { vpcId, cidrBlock: "10.0.0.0/20", availabilityZone: "eu-central-1a" },
      { vpcId, cidrBlock: "10.0.16.0/20", availabilityZone: "eu-central-1b" },
    ]);
    expect(find("flows-routes").inputs).toMatchObject({
      vpcId,
      routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "flows-gateway-id" }],
    });
    const { vpc_id, network_configuration } = find("pool").inputs.jobDefaults;
    expect(vpc_id).toBe(vpcId);
    expect(network_configuration).toEqual({
      subnets: ["flows-subnet-0-id", "flows-subnet-1-id"],
      securityGroups: ["flows-tasks-id"],
      assignPublicIp: "ENABLED",
    });
    expect(find("flows-tasks").inputs).toMatchObject({ vpcId });
    expect(find("flows-tasks").inputs).not.toHaveProperty("ingress");
    expect(await resolved(infrastructure.vpcId)).toBe(vpcId);
    expect(await resolved(infrastructure.subnetIds)).toEqual(["flows-subnet-0-id", "flows-subnet-1-id"]);
  });
});

describe("in a VPC", () => {
  test("tasks have all of its subnets, no public address and a security group that lets nothing in", async () => {
    const { infrastructure, find } = await declareInfrastructure({ vpc: "vpc-1" });
    const { vpc_id, network_configuration } = find("pool").inputs.jobDefaults;
    expect(vpc_id).toBe("vpc-1");
    expect(network_configuration).toEqual({
      subnets: ["subnet-a", "subnet-b"],
      securityGroups: ["flows-tasks-id"],
      assignPublicIp: "DISABLED",
    });
    expect(find("flows-tasks").inputs).toEqual({
      vpcId: "vpc-1",
      description: "Tasks of Syntask flows: nothing comes in",
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }],
    });
    expect(await resolved(infrastructure.securityGroupId)).toBe("flows-tasks-id");
    expect(await resolved(infrastructure.vpcId)).toBe("vpc-1");
    expect(await resolved(infrastructure.subnetIds)).toEqual(["subnet-a", "subnet-b"]);
  });

  test("what exists is taken as it is", async () => {
    const { infrastructure, find, children } = await declareInfrastructure({
      vpc: pulumi.output("vpc-1"),
      subnets: ["subnet-c"],
      securityGroups: [pulumi.output("sg-1")],
      assignPublicIp: true,
    });
    expect(find("pool").inputs.jobDefaults.network_configuration).toEqual({
      subnets: ["subnet-c"],
      securityGroups: ["sg-1"],
      assignPublicIp: "ENABLED",
    });
    expect(children.join()).not.toContain("SecurityGroup");
    expect(await resolved(infrastructure.securityGroupId)).toBeUndefined();
  });
});
