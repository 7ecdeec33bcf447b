import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { DockerFlowStorage } from "pulumi-syntask/docker";

const config = new pulumi.Config();

const workPool = new syntask.WorkPool("docker", { type: "docker", jobDefaults: { networkMode: "host" } });

// The image, its push, and the block with which workers log in to the registry.
const storage = new DockerFlowStorage("docker-flows", {
  build: { context: "./flows", baseImage: config.get("baseImage") },
  registry: {
    server: config.require("registry"),
    username: config.require("registryUser"),
    password: config.requireSecret("registryPassword"),
  },
  workPool,
});

const report = new syntask.Deployment("docker-report", { entrypoint: "report.py:report", storage, workPool });

export const image = storage.image;
export const pool = workPool.name;
export const deployment = report.id;
