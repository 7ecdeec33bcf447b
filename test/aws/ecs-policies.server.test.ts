import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import {
  CreateClusterCommand,
  DeregisterTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { createAdministrator, createUser, type Key } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { pullPolicy } from "../../sdk/src/aws/ecr-policies";
import { type WorkerRights, workerPolicy } from "../../sdk/src/aws/ecs-policies";

const id = "123456789012";
const role = (name: string) => `arn:aws:iam::${id}:role/${name}`;
const rights: WorkerRights = {
  account: { partition: "aws", region: "us-east-1", id },
  cluster: "team",
  family: "flows",
  roleArns: [role("execution"), role("task")],
  logGroupArn: undefined,
  deregisters: false,
};

let moto: Moto;
let administrator: Key;
let puller: Key;
let worker: Key;
let subnet: string;
let task: string;

/** Rights are tried on an emulator, whose evaluation of policies is our reading of IAM (`emulators/aws`). */
beforeAll(async () => {
  moto = await Moto.start();
  administrator = await createAdministrator(moto);
  puller = await createUser(moto, "puller", pullPolicy(`arn:aws:ecr:us-east-1:${id}:repository/flows`));
  worker = await createUser(moto, "worker", workerPolicy(rights));
  for (const repositoryName of ["flows", "other"]) {
    await ecr(administrator).send(new CreateRepositoryCommand({ repositoryName }));
    await ecr(administrator).send(
      new PutImageCommand({ repositoryName, imageTag: "latest", imageManifest: manifest(repositoryName) }),
    );
  }
  for (const clusterName of ["team", "other"]) {
    await ecs(administrator).send(new CreateClusterCommand({ clusterName }));
  }
  await register("other", administrator);
  subnet = await someSubnet();
  await moto.enforcePolicies();
});
afterAll(() => moto.stop());

const ecr = (key: Key) => new ECRClient(moto.client(key));
const ecs = (key: Key) => new ECSClient(moto.client(key));

const mediaType = "application/vnd.oci.image.manifest.v1+json";

const manifest = (content: string) =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: { digest: `sha256:${Buffer.from(content).toString("hex")}` },
    layers: [],
  });

const pull = (repositoryName: string) =>
  ecr(puller).send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: "latest" }] }));

const register = (family: string, by = worker, taskRole = "task") =>
  ecs(by).send(
    new RegisterTaskDefinitionCommand({
      family,
      cpu: "256",
      memory: "512",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      executionRoleArn: role("execution"),
      taskRoleArn: role(taskRole),
      containerDefinitions: [{ name: "prefect", image: "flows", memory: 512 }],
    }),
  );

const labels = [{ key: "flow", value: "etl" }];

const run = (cluster: string, taskDefinition: string, taskRole = "task", tags = labels) =>
  ecs(worker).send(
    new RunTaskCommand({
      cluster,
      taskDefinition,
      launchType: "FARGATE",
      overrides: { taskRoleArn: role(taskRole) },
      networkConfiguration: { awsvpcConfiguration: { subnets: [subnet], securityGroups: [] } },
      tags,
    }),
  );

/** Of the default network. The SDK for EC2 would be a large package for one call. */
async function someSubnet(): Promise<string> {
  const scope = "Credential=root/20260101/us-east-1/ec2/aws4_request";
  const response = await fetch(moto.url, {
    method: "POST",
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0` },
    body: new URLSearchParams({ Action: "DescribeSubnets", Version: "2016-11-15" }),
  });
  return /<subnetId>([^<]+)</.exec(await response.text())![1]!;
}

test("a puller logs in and pulls from its repository", async () => {
  const { authorizationData } = await ecr(puller).send(new GetAuthorizationTokenCommand({}));
  expect(authorizationData).toHaveLength(1);
  expect((await pull("flows")).images).toHaveLength(1);
});

test.each<[string, () => Promise<unknown>]>([
  ["pulling from another repository", () => pull("other")],
  [
    "pushing",
    () =>
      ecr(puller).send(
        new PutImageCommand({ repositoryName: "flows", imageTag: "new", imageManifest: manifest("new") }),
      ),
  ],
  ["deleting the repository", () => ecr(puller).send(new DeleteRepositoryCommand({ repositoryName: "flows" }))],
])("to a puller %s is denied", async (_, attempt) => {
  await expect(attempt()).rejects.toMatchObject({ name: "AccessDeniedException" });
});

test("a worker registers a task definition, runs it with labels and watches the task", async () => {
  await register("flows");
  const { tasks = [] } = await run("team", "flows:1");
  task = tasks[0]!.taskArn!;
  const watched = await ecs(worker).send(
    new DescribeTasksCommand({ cluster: "team", tasks: [task], include: ["TAGS"] }),
  );
  expect(watched.tasks?.[0]?.taskArn).toBe(task);
});

test.each<[string, () => Promise<unknown>]>([
  ["running in another cluster", () => run("other", "flows:1", "task", [])],
  ["labelling in another cluster", () => run("other", "flows:1")],
  ["running another family", () => run("team", "other:1")],
  ["running with another role", () => run("team", "flows:1", "administrator")],
  ["registering with another role", () => register("flows", worker, "administrator")],
  [
    "watching another cluster",
    () => ecs(worker).send(new DescribeTasksCommand({ cluster: "other", tasks: ["0123456789abcdef"] })),
  ],
  ["stopping a task", () => ecs(worker).send(new StopTaskCommand({ cluster: "team", task }))],
  ["deregistering", () => ecs(worker).send(new DeregisterTaskDefinitionCommand({ taskDefinition: "flows:1" }))],
])("to a worker %s is denied", async (_, attempt) => {
  await expect(attempt()).rejects.toMatchObject({ name: "AccessDeniedException" });
});
