import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePythonImage } from "../../../emulators/docker/python-images";
import { installDouble } from "../../../emulators/providers/install";
import { healthCheckThatKills } from "../../../sdk/src/worker/container-command";
import { CountingProxy } from "../../support/counting-proxy";
import { finishedRun, startedRun, stateOfRun } from "../../support/pool-workers";
import { raw, serverUrl, unique } from "../../support/raw-api";
import { run, Stack } from "../../support/stack";
import { until } from "../../support/until";

const flow = `
import time
from prefect import flow


@flow(log_prints=True)
def main(seconds: float = 0):
    time.sleep(seconds)
    print("done")
`;

const name = unique("docker-worker");
const image = `${name}-python:latest`;
const key = `key-of-${name}`;

let proxy: CountingProxy;
let stack: Stack;

interface Settings {
  args?: string;
  environment?: Record<string, string>;
  image?: string;
}

/** A pool, a worker of it, and a deployment whose code the image has. */
const program = ({ args = "", environment = {}, image: own = image }: Settings = {}) => `
const { DockerWorker } = require("pulumi-syntask/docker");
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const worker = new DockerWorker("${name}", {
  workPool,
  image: "${own}",
  network: "host",
  apiUrl: "${serverUrl()}",
  environment: ${JSON.stringify({ GREETING: "hello", ...environment })},
  secrets: { TOKEN: pulumi.secret("token-of-${name}") },
  ${args}
});
const deployment = new syntask.Deployment("${name}", {
  flow: "main",
  entrypoint: "etl.py:main",
  pullSteps: [syntask.setWorkingDirectory({ directory: "/flows" })],
  workPool,
});
Object.assign(exports, { workerName: worker.workerName, containers: worker.containerNames, id: deployment.id, pool: workPool.name });
`;

beforeAll(async () => {
  proxy = await CountingProxy.start(serverUrl(), { key });
  await makeImage();
  stack = await Stack.create({
    config: { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect" },
    secretConfig: { "syntask:apiKey": key },
  });
  await installDouble(stack, "docker");
});
afterAll(async () => {
  await stack?.remove();
  await run("docker", ["image", "rm", "--force", image]);
  await proxy?.stop();
});

/** This machine's Python with Prefect, and the flow. */
async function makeImage(): Promise<void> {
  await makePythonImage(image, process.env.PULUMI_SYNTASK_PYTHON!);
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-image-"));
  await writeFile(join(folder, "etl.py"), flow);
  await writeFile(join(folder, "Dockerfile"), `FROM ${image}\nCOPY etl.py /flows/\n`);
  const { code, output } = await run("docker", ["build", "--tag", image, folder], {
    environment: { ...process.env, DOCKER_BUILDKIT: "0" },
  });
  if (code !== 0) throw new Error(output);
  await rm(folder, { recursive: true });
}

interface Outputs {
  workerName: string;
  containers: string[];
  id: string;
}

const outputs = async (): Promise<Outputs> => (await stack.outputs()) as Outputs;
const workers = () => raw<{ name: string; status: string }[]>("POST", `/work_pools/${name}/workers/filter`, {});
const namesOfWorkers = async () => (await workers()).map((worker) => `${worker.name} ${worker.status}`);

async function inspect(container: string): Promise<any> {
  const { output } = await run("docker", ["container", "inspect", container]);
  return JSON.parse(output)[0];
}

async function healthPort(container: string): Promise<number> {
  const { Env: environment } = (await inspect(container)).Config;
  return Number(/PREFECT_WORKER_WEBSERVER_PORT=(\d+)/.exec(environment.join("\n"))![1]);
}

test("one up, and flow runs are completed: nothing is started by hand", async () => {
  await stack.write(program());
  await stack.up();
  const { workerName, containers, id } = await outputs();
  expect(containers).toEqual([`${workerName}-0`]);
  expect(await namesOfWorkers()).toEqual([`${workerName}-0 ONLINE`]);
  expect((await raw("GET", `/work_pools/${name}`)).status).toBe("READY");
  const { State: state } = await inspect(containers[0]!);
  expect(state).toMatchObject({ Running: true, Health: { Status: expect.stringMatching(/starting|healthy/) } });
  expect(await finishedRun(id)).toBe("COMPLETED");
});

test("what stays as it is calls nothing", async () => {
  proxy.reset();
  await stack.preview("--expect-no-changes");
  expect(proxy.total()).toBe(0);
});

const readsKey = 'print(open("/run/syntask-worker/PREFECT_API_KEY").read())';

test("the key and other secrets are in no state, no log and no description of the container", async () => {
  const { containers } = await outputs();
  const told = [
    await stack.state(),
    JSON.stringify(await inspect(containers[0]!)),
    (await run("docker", ["logs", containers[0]!])).output,
    (await run("docker", ["top", containers[0]!])).output,
  ];
  for (const secret of [key, `token-of-${name}`]) expect(told.filter((text) => text.includes(secret))).toEqual([]);
  const { output } = await run("docker", ["exec", containers[0]!, "python", "-c", readsKey]);
  expect(output.trim()).toBe(key);
});

/** A program that sends a signal to every process of its container but the first and itself. */
const signalAll = (signal: string): string =>
  [
    "import os, signal",
    "others = [int(one) for one in os.listdir('/proc') if one.isdigit() and int(one) not in (1, os.getpid())]",
    `for one in others: os.kill(one, signal.${signal})`,
  ].join("\n");

test("a worker that is killed, and one that hangs, are started again", async () => {
  const { containers, id } = await outputs();
  const [container] = containers as [string];
  const pidOfWorker = async () => (await inspect(container)).State.Pid;
  const first = await pidOfWorker();
  await run("docker", ["exec", container, "python", "-c", signalAll("SIGKILL")]);
  const second = await until(async () => {
    const { Running: running, Pid: pid } = (await inspect(container)).State;
    return running && pid !== first ? pid : undefined;
  });
  expect(await finishedRun(id)).toBe("COMPLETED");

  await run("docker", ["exec", container, "python", "-c", signalAll("SIGSTOP")]);
  await run("docker", ["exec", container, ...healthCheckThatKills(await healthPort(container), 0)]);
  await until(async () => ((await pidOfWorker()) !== second ? true : undefined));
  expect(await finishedRun(id)).toBe("COMPLETED");
});

test("another environment starts the new worker before the old one is stopped, and leaves no record of that", async () => {
  const before = await outputs();
  const overChange = await startedRun(before.id, { seconds: 3600 });
  await stack.write(program({ environment: { GREETING: "good evening" } }));
  const printed = await stack.up();
  const after = await outputs();
  expect(after.workerName).not.toBe(before.workerName);
  const online = printed.indexOf(`${name}-online updated`);
  expect(online).toBeGreaterThan(-1);
  expect(printed.indexOf(`${name}-0 deleting original`)).toBeGreaterThan(online);
  expect(await namesOfWorkers()).toEqual([`${after.workerName}-0 ONLINE`]);
  expect(await finishedRun(after.id)).toBe("COMPLETED");
  // A run of a process pool has ended with its worker's container, whether or not the server has heard of it.
  expect((await run("docker", ["container", "inspect", before.containers[0]!])).code).not.toBe(0);
  expect(["RUNNING", "CRASHED"]).toContain(await stateOfRun(overChange));
});

test("what cannot work is one line", async () => {
  const failures: [settings: Settings, line: string][] = [
    [
      { args: 'network: "bridge",' },
      `DockerWorker "${name}": \`apiUrl\` is ${serverUrl()}, which is the worker's own machine to a worker; write an address that containers reach, like "http://host.docker.internal:4200/api", or \`network: "host"\`.`,
    ],
    [
      { args: 'memory: "2 GB",' },
      `DockerWorker "${name}": \`memory\` is "2 GB"; write an amount of memory, like "512 MiB" or "2 GiB".`,
    ],
    [
      { args: 'packages: ["prefect-aws"],' },
      `DockerWorker "${name}": \`packages\` has "prefect-aws", which has no version; write "prefect-aws==<version>".`,
    ],
  ];
  for (const [settings, line] of failures) {
    await stack.write(program(settings));
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(
      output
        .split("\n")
        .filter((one) => one.includes("DockerWorker"))
        .map((one) => one.trim()),
    ).toContainEqual(expect.stringContaining(line));
  }
});

test("a key that the server refuses is told of before anything is started", async () => {
  const before = await namesOfWorkers();
  await stack.write(program({ args: 'apiKey: pulumi.secret("wrong-key"),' }));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain(`refuses the \`apiKey\` of the worker; write one that may read work pool "${name}"`);
  expect(output).not.toContain("wrong-key");
  expect(await namesOfWorkers()).toEqual(before);
});

test("an image that is not there is told of, and the old worker stays", async () => {
  const before = await namesOfWorkers();
  await stack.write(program({ image: "nowhere.invalid/worker:1" }));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain("nowhere.invalid/worker:1");
  expect(await namesOfWorkers()).toEqual(before);
});

test("destroy leaves no container and no record, and the next up works at once", async () => {
  await stack.write(program());
  await stack.up();
  const { containers } = await outputs();
  const all = async () => (await run("docker", ["ps", "--all", "--format", "{{.Names}}"])).output;
  expect(await all()).toContain(containers[0]);
  await stack.destroy();
  expect(await all()).not.toContain(name);
  await stack.write(program());
  await stack.up();
  expect(await namesOfWorkers()).toEqual([`${(await outputs()).workerName}-0 ONLINE`]);
});
