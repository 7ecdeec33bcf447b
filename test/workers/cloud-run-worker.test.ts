import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudRunAgent } from "../../emulators/gcs/cloud-run-agent";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { installDouble } from "../../emulators/providers/install";
import { CountingProxy } from "../support/counting-proxy";
import { ownAddress } from "../support/own-address";
import { finishedRun, PoolWorkers } from "../support/pool-workers";
import { raw, serverUrl, unique } from "../support/raw-api";
import { run, Stack } from "../support/stack";
import { until } from "../support/until";

const flow = `
from prefect import flow


@flow(log_prints=True)
def main():
    print("done")
`;

const name = unique("cloud-run-worker");
const key = `key-of-${name}`;
const workers = new PoolWorkers(name);

let folder: string;
let google: GcsEmulator;
let agent: CloudRunAgent;
let log = "";
/** What Pulumi reaches the server by, and what workers do. */
let proxy: CountingProxy;
let gateway: CountingProxy;
let stack: Stack;

/** Where the cloud is that no emulator has. */
const cloud = () => join(folder, "cloud");

/** A pool, a worker and a deployment: nothing else is started. */
const program = ({ environment = "one", token = "one", args = `apiUrl: "${gateway.url}",` } = {}) => `
const { CloudRunInfrastructure, CloudRunWorker } = require("pulumi-syntask/gcp");
const infrastructure = new CloudRunInfrastructure("${name}", { access: "runtime" });
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const worker = new CloudRunWorker("${name}", {
  workPool,
  infrastructure,
  environment: { GREETING: "${environment}" },
  secrets: { TOKEN: pulumi.secret("token-${token}-of-${name}") },
  ${args}
});
const deployment = new syntask.Deployment("${name}", {
  flow: "main",
  entrypoint: "etl.py:main",
  pullSteps: [syntask.setWorkingDirectory({ directory: "${join(folder, "flows")}" })],
  workPool,
});
Object.assign(exports, { workerName: worker.workerName, id: deployment.id });
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-cloud-run-"));
  await mkdir(join(folder, "flows"));
  await mkdir(cloud());
  await writeFile(join(folder, "flows/etl.py"), flow);
  google = await GcsEmulator.start();
  agent = new CloudRunAgent({
    folder: cloud(),
    python: process.env.PULUMI_SYNTASK_GCP_WORKER!,
    accountExists: async (email) =>
      (await google.request("GET", `/v1/projects/-/serviceAccounts/${email}`)).status < 300,
    healthSeconds: 1,
    log(text) {
      log += text;
    },
  });
  proxy = await CountingProxy.start(serverUrl(), { key });
  gateway = await CountingProxy.start(serverUrl(), { key, host: ownAddress() });
  stack = await Stack.create({
    config: {
      "syntask:apiUrl": proxy.url,
      "syntask:dialect": "prefect",
      ...google.config(),
      "gcp:region": "europe-west1",
    },
    secretConfig: { "syntask:apiKey": key, ...google.secretConfig },
    environment: { PULUMI_SYNTASK_TEST_CLOUD: cloud() },
  });
  await installDouble(stack, "gcp");
});
afterAll(async () => {
  await stack?.remove();
  await agent?.stop();
  await google?.stop();
  await gateway?.stop();
  await proxy?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const nameOfWorkers = async (): Promise<string> => (await stack.outputs()).workerName;

const runOfStack = async (): Promise<string> => finishedRun((await stack.outputs()).id);

/** What is in the cloud, by its id. */
async function inCloud(pattern: RegExp): Promise<string[]> {
  return (await readdir(cloud())).map(decodeURIComponent).filter((id) => pattern.test(id));
}
const contentOf = (id: string): Promise<string> => readFile(join(cloud(), encodeURIComponent(id)), "utf8");

test("one up takes the pool from nothing to a flow run that is completed", async () => {
  await stack.write(program());
  await stack.up();
  const workerName = await nameOfWorkers();
  const [worker, ...others] = await workers.records();
  expect(others).toEqual([]);
  expect(worker).toMatchObject({ name: expect.stringMatching(`^${workerName}-[0-9a-f]{8}$`), status: "ONLINE" });
  expect((await raw("GET", `/work_pools/${name}`)).status).toBe("READY");
  expect(await runOfStack()).toBe("COMPLETED");
});

test("a second preview shows no change and asks the server nothing", async () => {
  proxy.reset();
  await stack.preview("--expect-no-changes");
  expect(proxy.calls).toEqual({});
});

test("the key is in no state, output, worker pool, log or argument", async () => {
  expect(log).toMatch(/Worker '.*' started!/);
  const [pool] = await inCloud(/\/workerPools\/[^/]+$/);
  const declared = await contentOf(pool!);
  expect(declared).toContain("secretKeyRef");
  const commands = (await run("ps", ["-eo", "args="])).output;
  expect(commands).toContain(await nameOfWorkers());
  const outputs = await stack.expect("stack", "output", "--json");
  for (const text of [await stack.state(), outputs, log, declared, commands]) {
    expect(text).not.toContain(key);
    expect(text).not.toContain(`token-one-of-${name}`);
  }
});

test("after a change a new worker is online before the old one is stopped, and its record goes", async () => {
  const before = await nameOfWorkers();
  await stack.write(program({ environment: "two", token: "two" }));
  const seen = await workers.during(before, () => stack.up());
  expect(seen).toContain("2 online, old runs, new runs");
  expect(seen.filter((moment) => moment.startsWith("0 online"))).toEqual([]);
  const after = await nameOfWorkers();
  expect(after).not.toBe(before);
  await until(async () => ((await workers.processes(before)).length === 0 ? true : undefined));
  expect((await workers.records()).map((worker) => worker.name)).toEqual([expect.stringMatching(`^${after}-`)]);
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

test("a worker that hangs is ended by its probe, and another one takes its place", async () => {
  const [worker] = await workers.processes();
  process.kill(worker!.id, "SIGSTOP");
  await workers.untilAnother(worker!);
  await workers.untilGone(worker!);
});

test("a revision that may not read the secret fails the up, and the worker that is there goes on", async () => {
  const [grant] = await inCloud(/secretmanager\.secretAccessor/);
  await rm(join(cloud(), encodeURIComponent(grant!)));
  const before = await workers.processes();
  await stack.write(program({ environment: "three", token: "three" }));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toMatch(/Permission denied on secret: \S+ for Revision service account \S+/);
  expect(await workers.processes()).toEqual(before);
  await stack.write(program({ environment: "four", token: "four" }));
  await stack.up("--refresh");
  expect(await runOfStack()).toBe("COMPLETED");
});

test("a wrong key is refused in one line, and the worker that is there stays", async () => {
  const args = `apiUrl: "${gateway.url}", apiKey: "wrong-key",`;
  await stack.write(program({ environment: "four", token: "four", args }));
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
    `CloudRunWorker "${name}": \`apiUrl\` is ${proxy.url}, which is the worker's own machine to a worker; write an address that Cloud Run reaches, like "https://syntask.example.com/api".`,
  );
});

test("destroy leaves no process, record, secret, grant or account, and a second up with two workers works at once", async () => {
  await stack.write(program({ args: `apiUrl: "${gateway.url}", replicas: 2,` }));
  await stack.destroy();
  expect(await workers.processes()).toEqual([]);
  await expect(workers.records()).rejects.toThrow("404");
  expect(await readdir(cloud())).toEqual([]);
  await stack.up();
  const again = await workers.records();
  expect(again.map(({ status }) => status)).toEqual(["ONLINE", "ONLINE"]);
  expect(again[0]!.name).not.toBe(again[1]!.name);
});
