import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { KubernetesInfrastructureArgs, KubernetesWorkerArgs } from "pulumi-syntask/kubernetes";
import type { Declared } from "../../support/mocks";
import type { Sample } from "../sample";
import { workerArgs, workerConfig, workerOutputs } from "./workers";

/** A cluster gives what has no name one of its own. */
function outputs(declared: Declared): Record<string, unknown> {
  const { type, name, inputs } = declared;
  if (!type.startsWith("kubernetes:")) return workerOutputs(declared);
  return { metadata: { name: `${name.toLowerCase()}-1234567`, uid: "uid-1", ...inputs.metadata } };
}

export const KubernetesInfrastructure: Sample<KubernetesInfrastructureArgs> = {
  outputs,
  args: {
    namespace: [["one", () => new Namespace("given-namespace"), undefined]],
    serviceAccountName: [["one", "other", undefined]],
    apiKey: [["hush", undefined]],
    apiKeySecret: [["one", () => new Secret("given-secret"), undefined]],
  },
  waits: {},
  config: { "syntask-other:apiKey": "hush" },
};

export const KubernetesWorker: Sample<KubernetesWorkerArgs> = {
  needed: { workPool: "given", namespace: "flows" },
  outputs,
  args: {
    ...workerArgs,
    namespace: [["one", () => new Namespace("given-namespace")]],
    replicas: [[0, 2, undefined]],
    cpu: [["0.25 vCPU", undefined]],
    memory: [["512 MiB", "2 GiB", undefined]],
    infrastructure: [["workers", "others", undefined]],
    stopTimeoutSeconds: [[5, undefined]],
  },
  waits: { deployment: ["access"], online: ["deployment"] },
  config: workerConfig,
};
