import { makePythonImage } from "../../../emulators/docker/python-images";
import { installDouble } from "../../../emulators/providers/install";
import { CountingProxy } from "../../support/counting-proxy";
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
  environment: ${JSON.stringify({ GREETING: "hello", ...environment })},
  secrets: { TOKEN: pulumi.secret("token-of-${name}") },
  ${args}
});
const deployment = new syntask.Deployment("${name}", {
  flow: "main",
  entrypoint: "etl.py:main",
  pullSteps: [syntask.runShellScript({ script: "true" })],
  workPool,
});
Object.assign(exports, { workerName: worker.workerName, containers: worker.containerNames, id: deployment.id, pool: workPool.name });
`;

beforeAll(async () => {
  proxy = await CountingProxy.start(serverUrl());
  await makePythonImage(image, process.env.PULUMI_SYNTASK_PYTHON!);
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

const workers = () => raw<{ name: string; status: string }[]>("POST", `/work_pools/${name}/workers/filter`, {});
const inspect = async (container: string) => {
  const { output } = await run("docker", ["container", "inspect", container]);
  return JSON.parse(output)[0];
};

beforeAll(() => stack.write(program()));
test("from nothing to a worker that is online", async () => {
  await stack.up();
  const { workerName, containers, pool } = await stack.outputs();
  expect((await workers()).map(({ name, status }) => [name, status])).toEqual([[`${workerName}-0`, "ONLINE"]]);
  expect(containers).toEqual([`${workerName}-0`]);
  expect((await raw("GET", `/work_pools/${pool}`)).status).toBe("READY");
});
