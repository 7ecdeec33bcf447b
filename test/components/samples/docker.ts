import { DockerRegistryCredentials, WorkPool } from "pulumi-syntask";
import type { DockerFlowStorageArgs, DockerWorkerArgs } from "pulumi-syntask/docker";
import type { Declared } from "../../support/mocks";
import { digest, type Sample } from "../sample";
import { workerArgs, workerConfig, workerOutputs } from "./workers";

const registry = { server: "registry.example.com/team", username: "ci", password: "hush" };
const source = "flows";

const outputs = ({ type, inputs }: Declared): Record<string, unknown> =>
  type.endsWith(":Image") ? { repoDigest: `${inputs.imageName.replace(/:[^:]*$/, "")}@${digest}` } : {};

export const DockerFlowStorage: Sample<DockerFlowStorageArgs> = {
  needed: { build: source, registry },
  outputs,
  args: {
    image: [[`localhost:1/team@${digest}`, "localhost:1/team:main"], { build: undefined, verify: false }],
    build: [
      [
        source,
        { context: "others" },
        { context: source, args: { size: "2" } },
        { context: source, baseImage: "python:3.12" },
        { context: source, cacheFrom: ["cache"] },
        { context: source, dockerfile: "others/Dockerfile" },
        { context: source, ignoreFile: "own.ignore" },
        { context: source, network: "none" },
        { context: source, platform: "linux/amd64" },
        { context: source, requirements: "packages.txt" },
        { context: source, target: "last" },
      ],
    ],
    registry: [
      [
        registry,
        { ...registry, pullUsername: "worker", pullPassword: "hush pull" },
        { server: "registry.example.com" },
      ],
    ],
    repository: [["one", "other", undefined]],
    tag: [["one", "other", undefined]],
    path: [["/srv/flows", undefined]],
    workPool: [["kubernetes", () => new WorkPool("given-pool", { type: "ecs" }), undefined]],
    credentials: [
      [
        () =>
          new DockerRegistryCredentials("given", { username: "worker", password: "hush", registryUrl: "one.invalid" }),
        undefined,
      ],
    ],
    credentialsName: [["one", "other", undefined]],
    verify: [[false, undefined], { build: undefined, image: `localhost:1/team@${digest}`, workPool: "kubernetes" }],
  },
  waits: {},
};

export const DockerWorker: Sample<DockerWorkerArgs> = {
  needed: { workPool: "given" },
  outputs: workerOutputs,
  args: {
    ...workerArgs,
    replicas: [[0, 2, undefined]],
    cpu: [["0.5 vCPU", undefined]],
    memory: [["512 MiB", "2 GiB", undefined]],
    network: [["host", "own", undefined]],
    socket: [[true, undefined]],
    stopTimeoutSeconds: [[5, undefined]],
  },
  waits: { online: ["0", "1"] },
  config: workerConfig,
};
