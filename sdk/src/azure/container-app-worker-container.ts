import type { app } from "@pulumi/azure-native/types/input";
import * as pulumi from "@pulumi/pulumi";
import {
  defaultHealthPort,
  secretsVariable,
  withInstanceName,
  withSecretsVariable,
} from "../worker/container-command.js";
import { environmentEntries } from "../worker/environment-entries.js";
import type { WorkerProcess } from "../worker/worker-process.js";
import type { ContainerAppSize } from "./container-app-size.js";

/** What a container app calls its secret. */
export const secretOfApp = "worker";

interface Surroundings {
  command: pulumi.Input<string[]>;
  /** The client id of the workers' identity, of which there may be several in a container. */
  clientId: pulumi.Input<string>;
  size: pulumi.Input<ContainerAppSize>;
}

/** A worker's container in a container app. `args` leave the image its entrypoint, which installs packages. */
export function workerContainer(
  worker: WorkerProcess,
  { command, ...around }: Surroundings,
): pulumi.Output<app.ContainerArgs> {
  return pulumi
    .all([worker.image, worker.environment, command, around])
    .apply(([image, environment, words, { clientId, size }]) => ({
      name: "worker",
      image,
      args: withSecretsVariable(withInstanceName(words)),
      env: [
        ...environmentEntries({ ...webServer(worker), AZURE_CLIENT_ID: clientId, ...environment }),
        { name: secretsVariable, secretRef: secretOfApp },
      ],
      resources: { ...size },
      probes: [
        { type: "Startup", httpGet: health, periodSeconds: 24, timeoutSeconds: 5, failureThreshold: 10 },
        { type: "Liveness", httpGet: health, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 },
      ],
    }));
}

const health = { path: "/health", port: defaultHealthPort };

/** Where a worker says how it is. Without an ingress nothing but the platform's probes reaches a replica. */
const webServer = (worker: WorkerProcess): Record<string, string> => ({
  [worker.variable("WORKER_WEBSERVER_HOST")]: "0.0.0.0",
  [worker.variable("WORKER_WEBSERVER_PORT")]: String(defaultHealthPort),
});
