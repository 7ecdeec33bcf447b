import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { DockerFlowStorage } from "pulumi-syntask/docker";

const config = new pulumi.Config();

const workPool = new syntask.WorkPool("docker", { type: "docker", jobDefaults: { networkMode: "host" } });

// Nothing is built or pushed here: the tag is looked up in the registry and pinned.
const storage = new DockerFlowStorage("docker-flows", {
  image: config.require("image"),
  registry: {
    server: config.require("registry"),
    username: config.require("registryUser"),
    password: config.requireSecret("registryPassword"),
  },
  path: "/opt/flows",
  workPool,
});

const report = new syntask.Deployment("docker-report", {
  entrypoint: "report.py:report",
  storage,
  workPool,
});

export const image = storage.image;
export const pool = workPool.name;
export const deployment = report.id;
