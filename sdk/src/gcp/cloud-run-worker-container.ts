import type { cloudrunv2 } from "@pulumi/gcp/types/input";
import * as pulumi from "@pulumi/pulumi";
import {
  defaultHealthPort,
  secretsVariable,
  withInstanceName,
  withSecretsVariable,
} from "../worker/container-command.js";
import { environmentEntries } from "../worker/environment-entries.js";
import type { WorkerProcess } from "../worker/worker-process.js";
import type { CloudRunSize } from "./cloud-run-size.js";

interface Surroundings {
  command: pulumi.Input<string[]>;
  secretId: pulumi.Input<string>;
  /** The version of the secret: an instance never starts with another key than its revision was made with. */
  secretVersion: pulumi.Input<string>;
  size: pulumi.Input<CloudRunSize>;
}

/** A worker's container in a worker pool. What is secret is named there and read when an instance starts. */
export function workerContainer(
  worker: WorkerProcess,
  { command, ...around }: Surroundings,
): pulumi.Output<cloudrunv2.WorkerPoolTemplateContainer> {
  return pulumi
    .all([worker.image, worker.environment, command, around])
    .apply(([image, environment, words, { secretId, secretVersion, size }]) => ({
      name: "worker",
      image,
      args: withSecretsVariable(withInstanceName(words)),
      envs: [
        ...environmentEntries({ ...webServer(worker), ...environment }),
        { name: secretsVariable, valueSource: { secretKeyRef: { secret: secretId, version: secretVersion } } },
      ],
      resources: { limits: { ...size } },
      startupProbe: { httpGet: health, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 24 },
      livenessProbe: { httpGet: health, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 },
    }));
}

const health = { path: "/health", port: defaultHealthPort };

/** Where a worker says how it is. Nothing but the platform's probes reaches an instance of a worker pool. */
const webServer = (worker: WorkerProcess): Record<string, string> => ({
  [worker.variable("WORKER_WEBSERVER_HOST")]: "0.0.0.0",
  [worker.variable("WORKER_WEBSERVER_PORT")]: String(defaultHealthPort),
});
