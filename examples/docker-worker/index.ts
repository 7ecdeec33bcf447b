import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { DockerWorker } from "pulumi-syntask/docker";

const config = new pulumi.Config();

// The workers' image: what they need, and the flows.
const image = new docker.Image("docker-worker-flows", {
  imageName: `${config.require("registry")}/docker-worker-flows:latest`,
  build: {
    context: "./flows",
    dockerfile: "./flows/Dockerfile",
    platform: "linux/amd64",
    args: { BASE_IMAGE: config.require("baseImage") },
  },
  registry: {
    server: config.require("registry"),
    username: config.require("registryUser"),
    password: config.requireSecret("registryPassword"),
  },
});

const workPool = new syntask.WorkPool("docker-worker", { type: "process" });

// A container of this machine's Docker, which is started again when it ends. The up waits until the server sees the worker.
const worker = new DockerWorker("docker-worker", {
  workPool,
  image: image.repoDigest,
  network: "host",
});

const report = new syntask.Deployment("docker-worker-report", {
  flow: "report",
  entrypoint: "report.py:report",
  pullSteps: [syntask.setWorkingDirectory({ directory: "/opt/flows" })],
  workPool,
});

export const pool = workPool.name;
export const deployment = report.id;
export const workerName = worker.workerName;
