import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { DockerFlowStorage } from "pulumi-syntask/docker";

const config = new pulumi.Config();
const username = config.get("registryUser") || undefined;

const workPool = new syntask.WorkPool("pool", { name: config.require("workPool"), type: "docker" });

// The image of the folder, its push, and the block with which workers log in to the registry.
const storage = new DockerFlowStorage("flows", {
  build: "flows",
  registry: {
    server: config.require("registry"),
    username,
    password: username && config.requireSecret("registryPassword"),
  },
  workPool,
});

const hello = new syntask.Deployment("hello", {
  entrypoint: "hello.py:hello",
  storage,
  workPool,
  schedules: [{ cron: "0 6 * * *", timezone: "UTC" }],
});

export const url = hello.url;
