import * as pulumi from "@pulumi/pulumi";
import { defaultHealthPort, healthCheck, startSeconds } from "../worker/container-command.js";
import { environmentEntries } from "../worker/environment-entries.js";
import type { WorkerProcess } from "../worker/worker-process.js";

interface Surroundings {
  command: pulumi.Input<string[]>;
  secretArn: pulumi.Input<string>;
  /** The version of the secret: a task never starts with another key than it was defined with. */
  secretVersion: pulumi.Input<string>;
  logGroup: pulumi.Input<string>;
  region: pulumi.Input<string>;
}

/** As long as Fargate lets a container end. */
const stopSeconds = 120;

/** A worker's container in a task definition. What is secret is named there and read when a task starts. */
export function workerContainer(worker: WorkerProcess, { command, ...around }: Surroundings): pulumi.Output<object> {
  const secretNames = pulumi.unsecret(worker.secrets.apply((secrets) => Object.keys(secrets).sort()));
  return pulumi
    .all([worker.image, worker.environment, secretNames, command, around])
    .apply(([image, environment, names, words, { secretArn, secretVersion, logGroup, region }]) => ({
      name: "worker",
      image,
      essential: true,
      command: words,
      environment: environmentEntries({ ...webServer(worker), ...environment }),
      secrets: names.map((name) => ({ name, valueFrom: `${secretArn}:${name}::${secretVersion}` })),
      healthCheck: {
        command: ["CMD", ...healthCheck()],
        interval: 30,
        timeout: 5,
        retries: 3,
        startPeriod: startSeconds,
      },
      stopTimeout: stopSeconds,
      logConfiguration: {
        logDriver: "awslogs",
        options: { "awslogs-group": logGroup, "awslogs-region": region, "awslogs-stream-prefix": "worker" },
      },
    }));
}

/** Where a worker says how it is: to its own container alone. */
const webServer = (worker: WorkerProcess): Record<string, string> => ({
  [worker.variable("WORKER_WEBSERVER_HOST")]: "127.0.0.1",
  [worker.variable("WORKER_WEBSERVER_PORT")]: String(defaultHealthPort),
});
