import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
} from "@aws-sdk/client-ecs";
import { DeleteRolePolicyCommand, IAMClient, ListRolePoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { awsConfig, createAdministrator, type Key } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { installDouble } from "../../emulators/providers/install";
import { CountingProxy } from "../support/counting-proxy";
import { ownAddress } from "../support/own-address";
import { finishedRun, PoolWorkers } from "../support/pool-workers";
import { raw, serverUrl, unique } from "../support/raw-api";
import { run, Stack } from "../support/stack";

const flow = `
from prefect import flow


@flow(log_prints=True)
def main():
    print("done")
`;

const name = unique("ecs-worker");
const key = `key-of-${name}`;
const workers = new PoolWorkers(name);

let moto: Moto;
let administrator: Key;
let subnet: string;
/** What Pulumi reaches the server by, and what workers do. */
let proxy: CountingProxy;
let gateway: CountingProxy;
let stack: Stack;

/** A bucket with the flow, a pool, a worker and a deployment: nothing else is started. */
const program = ({ environment = "one", token = "one", args = `apiUrl: "${gateway.url}",` } = {}) => `
const { EcsInfrastructure, EcsWorker, S3FlowStorage } = require("pulumi-syntask/aws");
const infrastructure = new EcsInfrastructure("${name}", { access: "runtime", cluster: "${name}" });
const workPool = new syntask.WorkPool("${name}", { type: "ecs", jobDefaults: infrastructure.jobDefaults });
const worker = new EcsWorker("${name}", {
  workPool,
  infrastructure,
  cluster: "${name}",
  subnets: ["${subnet}"],
  environment: { GREETING: "${environment}" },
  secrets: { TOKEN: pulumi.secret("token-${token}-of-${name}") },
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
`;

beforeAll(async () => {
  moto = await Moto.start({ python: process.env.PULUMI_SYNTASK_AWS_WORKER!, healthSeconds: 1, stopSeconds: 8 });
  administrator = await createAdministrator(moto);
  await moto.enforcePolicies();
  await ecs().send(new CreateClusterCommand({ clusterName: name }));
  const { Subnets = [] } = await new EC2Client(moto.client(administrator)).send(new DescribeSubnetsCommand({}));
  subnet = Subnets[0]!.SubnetId!;
  proxy = await CountingProxy.start(serverUrl(), { key });
  gateway = await CountingProxy.start(serverUrl(), { key, host: ownAddress() });
  stack = await Stack.create({
    config: { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect", ...awsConfig(moto.url, administrator) },
    secretConfig: { "syntask:apiKey": key, "aws:secretKey": administrator.secretAccessKey },
  });
  await installDouble(stack, "aws");
  await mkdir(join(stack.folder, "flows"));
  await writeFile(join(stack.folder, "flows/etl.py"), flow);
});
afterAll(async () => {
  await stack?.remove();
  await moto?.stop();
  await gateway?.stop();
  await proxy?.stop();
});

const ecs = () => new ECSClient(moto.client(administrator));
const iam = () => new IAMClient(moto.client(administrator));
const logs = () => new CloudWatchLogsClient(moto.client(administrator));

const nameOfWorkers = async (): Promise<string> => (await stack.outputs()).workerName;

const runOfStack = async (): Promise<string> => finishedRun((await stack.outputs()).id);

test("one up takes the pool from nothing to a flow run that is completed", async () => {
  await stack.write(program());
  await stack.up();
  const workerName = await nameOfWorkers();
  const [worker, ...others] = await workers.records();
  expect(others).toEqual([]);
  expect(worker).toMatchObject({ name: expect.stringMatching(`^${workerName}-ip-`), status: "ONLINE" });
  expect((await raw("GET", `/work_pools/${name}`)).status).toBe("READY");
  expect(await runOfStack()).toBe("COMPLETED");
});

test("a second preview shows no change and asks the server nothing", async () => {
  proxy.reset();
  await stack.preview("--expect-no-changes");
  expect(proxy.calls).toEqual({});
});

test("the key is in no state, output, task definition, log or argument", async () => {
  const { logs: logGroupName } = await stack.outputs();
  const { logStreams = [] } = await logs().send(new DescribeLogStreamsCommand({ logGroupName }));
  const written = await Promise.all(
    logStreams.map(({ logStreamName }) => logs().send(new GetLogEventsCommand({ logGroupName, logStreamName }))),
  );
  const log = written.flatMap(({ events = [] }) => events.map(({ message }) => message)).join("\n");
  expect(log).toMatch(/Worker '.*' started!/);
  const definitions = JSON.stringify(await definitionsOfWorkers());
  expect(definitions).toContain("valueFrom");
  const commands = (await run("ps", ["-eo", "args="])).output;
  expect(commands).toContain(await nameOfWorkers());
  const outputs = await stack.expect("stack", "output", "--json");
  for (const text of [await stack.state(), outputs, log, definitions, commands]) {
    expect(text).not.toContain(key);
    expect(text).not.toContain(`token-one-of-${name}`);
  }
});

/** Task definitions that pass the key, newest last. */
async function definitionsOfWorkers() {
  const { taskDefinitionArns = [] } = await ecs().send(new ListTaskDefinitionsCommand({}));
  const found = await Promise.all(
    taskDefinitionArns.map((taskDefinition) => ecs().send(new DescribeTaskDefinitionCommand({ taskDefinition }))),
  );
  return found.flatMap(({ taskDefinition }) =>
    taskDefinition?.containerDefinitions?.[0]?.secrets ? [taskDefinition] : [],
  );
}

test("after a change a new worker is online before the old one is stopped, and its record goes", async () => {
  const before = await nameOfWorkers();
  await stack.write(program({ environment: "two", token: "two" }));
  const seen = await workers.during(before, () => stack.up());
  expect(seen).toContain("2 online, old runs, new runs");
  expect(seen.filter((moment) => moment.startsWith("0 online"))).toEqual([]);
  const after = await nameOfWorkers();
  expect(after).not.toBe(before);
  expect((await workers.records()).map((worker) => worker.name)).toEqual([expect.stringMatching(`^${after}-`)]);
  expect(await workers.processes(before)).toEqual([]);
  const [worker] = await workers.processes(after);
  const environment = (await readFile(`/proc/${worker!.id}/environ`, "utf8")).split("\0");
  expect(environment).toContain("GREETING=two");
  expect(environment).toContain(`TOKEN=token-two-of-${name}`);
});

test("a worker that is killed is started again, and runs flows", async () => {
  const [worker] = await workers.processes();
  process.kill(worker!.id, "SIGKILL");
  await workers.untilAnother(worker!);
  expect(await runOfStack()).toBe("COMPLETED");
});

test("a worker that hangs is ended by its health check, and another one takes its place", async () => {
  const [worker] = await workers.processes();
  process.kill(worker!.id, "SIGSTOP");
  await workers.untilAnother(worker!);
  await workers.untilGone(worker!);
});

test("tasks that may not read the secret fail the up, and the worker that is there goes on", async () => {
  const RoleName = (await stack.outputs()).executionRole;
  const { PolicyNames = [] } = await iam().send(new ListRolePoliciesCommand({ RoleName }));
  await iam().send(new DeleteRolePolicyCommand({ RoleName, PolicyName: PolicyNames[0] }));
  const before = await workers.processes();
  await stack.write(program({ environment: "three", token: "three" }));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toMatch(/deployment \S+ of \S+ failed/);
  expect(await workers.processes()).toEqual(before);
  await stack.up("--refresh");
  expect((await workers.records()).map((worker) => worker.name)).toEqual([
    expect.stringMatching(`^${await nameOfWorkers()}-`),
  ]);
  expect(await runOfStack()).toBe("COMPLETED");
});

test("a wrong key is refused in one line, and the worker that is there stays", async () => {
  await stack.write(
    program({ environment: "two", token: "two", args: `apiUrl: "${gateway.url}", apiKey: "wrong-key",` }),
  );
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain(
    `${proxy.url} refuses the \`apiKey\` of the worker; write one that may read work pool "${name}"`,
  );
  expect(output).not.toContain("wrong-key");
  expect(await workers.processes()).toHaveLength(1);
});

test("a URL of the loopback address is refused at preview", async () => {
  await stack.write(program({ args: "" }));
  const { code, output } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(output).toContain(
    `EcsWorker "${name}": \`apiUrl\` is ${proxy.url}, which is the worker's own machine to a worker; write an address that the subnets reach, like "https://syntask.example.com/api".`,
  );
});

test("destroy leaves no process, record, secret, role or log group, and a second up with two workers works at once", async () => {
  await stack.write(program({ args: `apiUrl: "${gateway.url}", replicas: 2,` }));
  await stack.destroy();
  expect(await workers.processes()).toEqual([]);
  await expect(workers.records()).rejects.toThrow("404");
  const { SecretList } = await new SecretsManagerClient(moto.client(administrator)).send(new ListSecretsCommand({}));
  expect(SecretList).toEqual([]);
  const { Roles } = await iam().send(new ListRolesCommand({}));
  expect(Roles).toEqual([]);
  const { logGroups } = await logs().send(new DescribeLogGroupsCommand({}));
  expect(logGroups).toEqual([]);
  await stack.up();
  const again = await workers.records();
  expect(again.map(({ status }) => status)).toEqual(["ONLINE", "ONLINE"]);
  expect(again[0]!.name).not.toBe(again[1]!.name);
});
