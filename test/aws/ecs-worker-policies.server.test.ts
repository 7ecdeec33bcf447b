import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { BatchGetImageCommand, CreateRepositoryCommand, ECRClient } from "@aws-sdk/client-ecr";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { createAdministrator, createUser, type Key } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { repositoryArnOf } from "../../sdk/src/aws/ecr-policies";
import { executionPolicy } from "../../sdk/src/aws/ecs-policies";

const account = "123456789012";
const registry = `${account}.dkr.ecr.us-east-1.amazonaws.com`;
const groupArn = `arn:aws:logs:us-east-1:${account}:log-group:etl`;

let moto: Moto;
let execution: Key;
const secretArns: Record<string, string> = {};

/** Rights are tried on an emulator, whose evaluation of policies is our reading of IAM (`emulators/aws`). */
beforeAll(async () => {
  moto = await Moto.start();
  const administrator = await createAdministrator(moto);
  for (const one of ["etl", "other"]) {
    const secret = new CreateSecretCommand({ Name: one, SecretString: '{"PREFECT_API_KEY":"hush"}' });
    secretArns[one] = (await new SecretsManagerClient(moto.client(administrator)).send(secret)).ARN!;
    await new CloudWatchLogsClient(moto.client(administrator)).send(new CreateLogGroupCommand({ logGroupName: one }));
    await new ECRClient(moto.client(administrator)).send(new CreateRepositoryCommand({ repositoryName: one }));
  }
  const repository = repositoryArnOf(`${registry}/etl:1`)!;
  execution = await createUser(
    moto,
    "execution",
    executionPolicy([repository], { logGroupArn: groupArn, secretArn: secretArns.etl }),
  );
  await moto.enforcePolicies();
});
afterAll(() => moto.stop());

const secrets = () => new SecretsManagerClient(moto.client(execution));
const logs = () => new CloudWatchLogsClient(moto.client(execution));

const read = (secret: string) => secrets().send(new GetSecretValueCommand({ SecretId: secretArns[secret] }));
const begin = (logGroupName: string, logStreamName: string) =>
  logs().send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
const pull = (repositoryName: string) =>
  new ECRClient(moto.client(execution)).send(
    new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: "1" }] }),
  );

test("ECS reads the worker's secret, pulls its image and writes its log", async () => {
  expect((await read("etl")).SecretString).toContain("hush");
  expect((await pull("etl")).failures).toHaveLength(1);
  await begin("etl", "worker/1");
  const logEvents = [{ timestamp: Date.now(), message: "started" }];
  await logs().send(new PutLogEventsCommand({ logGroupName: "etl", logStreamName: "worker/1", logEvents }));
});

test.each<[string, () => Promise<unknown>]>([
  ["reading another secret", () => read("other")],
  [
    "changing the secret",
    () => secrets().send(new PutSecretValueCommand({ SecretId: secretArns.etl, SecretString: "{}" })),
  ],
  ["deleting the secret", () => secrets().send(new DeleteSecretCommand({ SecretId: secretArns.etl }))],
  ["writing another log", () => begin("other", "worker/1")],
  ["making a log group", () => logs().send(new CreateLogGroupCommand({ logGroupName: "new" }))],
  ["reading the log", () => logs().send(new GetLogEventsCommand({ logGroupName: "etl", logStreamName: "worker/1" }))],
  ["pulling from another repository", () => pull("other")],
])("%s is denied", async (_, attempt) => {
  await expect(attempt()).rejects.toMatchObject({ name: "AccessDeniedException" });
});
