import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makePythonImage } from "../../../emulators/docker/python-images";
import { installDouble } from "../../../emulators/providers/install";
import { Registry } from "../../../emulators/registry/registry";
import { serverUrl, unique } from "../../support/raw-api";
import { run, Stack } from "../../support/stack";
import { runDeployments } from "../../support/worker";

const flow = `
import os
from prefect import flow


@flow(log_prints=True)
def main(greeting: str = "hello"):
    print(f"{greeting} from {os.getcwd()} as {os.getuid()}")
`;

const name = unique("worker");
const base = `${name}-python:latest`;
const worker = process.env.PULUMI_SYNTASK_DOCKER_WORKER!;

let registry: Registry;
let stack: Stack;

beforeAll(async () => {
  registry = await Registry.start();
  await makePythonImage(base, worker);
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    secretConfig: { registryPassword: registry.user.password },
  });
  await installDouble(stack, "docker");
  await mkdir(join(stack.folder, "flows"));
  await writeFile(join(stack.folder, "flows/etl.py"), flow);
});
afterAll(async () => {
  await stack?.remove();
  await run("docker", ["image", "rm", "--force", base]);
  await registry?.stop();
});

test("a worker pulls the image with the block's credentials and runs the flow in it to its end", async () => {
  await stack.write(`
const { DockerFlowStorage } = require("pulumi-syntask/docker");
const password = new pulumi.Config().requireSecret("registryPassword");
const workPool = new syntask.WorkPool("${name}", { type: "docker", jobDefaults: { networkMode: "host" } });
const storage = new DockerFlowStorage("${name}", {
  build: { context: "flows", baseImage: "${base}" },
  registry: { server: "${registry.address}", username: "${registry.user.username}", password },
  workPool,
});
exports.image = storage.image;
exports.id = new syntask.Deployment("${name}", { entrypoint: "etl.py:main", storage, workPool }).id;
`);
  await stack.up();
  const { image, id } = await stack.outputs();
  await run("docker", [
    "image",
    "rm",
    "--force",
    image,
    `${registry.address}/${name}:latest`,
    image.replace("@sha256:", ":sha256-"),
  ]);
  const [finished] = await runDeployments(name, [id], { DOCKER_CONFIG: stack.folder }, worker, "docker");
  expect(finished!.logs).toContain("hello from /opt/flows as 1000");
  expect(finished!.state).toBe("COMPLETED");
});
