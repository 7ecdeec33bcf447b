import * as pulumi from "@pulumi/pulumi";
import { defaultHealthPort, healthCheck, startSeconds } from "../worker/container-command.js";
import type { WorkerProcess } from "../worker/worker-process.js";
import { mebibytesOf, processorsOf } from "../worker/worker-size.js";

interface Surroundings {
  command: pulumi.Input<string[]>;
  cpu: pulumi.Input<string>;
  memory: pulumi.Input<string>;
  serviceAccountName: pulumi.Input<string>;
  /** Name of the Secret, another one for each revision. */
  secretName: pulumi.Input<string>;
  /** What the cluster is known by, where the worker calls it. */
  clusterUid: pulumi.Input<string> | undefined;
  stopTimeoutSeconds: pulumi.Input<number>;
}

/** Nobody's: the image has a user of root alone, and packages go into a folder of this one. */
const user = 1001;
const home = "/home/worker";
const checkSeconds = 5;

/** The pod of a worker. What is secret is named in it and read when it starts. */
export function workerPod(worker: WorkerProcess, { command, clusterUid, ...around }: Surroundings) {
  const { cpu, memory, secretName, serviceAccountName, stopTimeoutSeconds } = around;
  const size = pulumi.all([cpu, memory]).apply(([processors, amount]) => ({
    cpu: `${processorsOf(processors) * 1_000}m`,
    memory: `${mebibytesOf(amount)}Mi`,
  }));
  const check = { exec: { command: healthCheck() }, timeoutSeconds: checkSeconds };
  return {
    serviceAccountName,
    automountServiceAccountToken: clusterUid !== undefined,
    terminationGracePeriodSeconds: stopTimeoutSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: "worker",
        image: worker.image,
        args: command,
        env: environmentOf(worker, { secretName, clusterUid }),
        resources: { requests: size, limits: size },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        // The server answers once the worker has polled: an old one is stopped when the new one is online.
        startupProbe: { ...check, periodSeconds: checkSeconds, failureThreshold: (2 * startSeconds) / checkSeconds },
        readinessProbe: { ...check, periodSeconds: checkSeconds },
        livenessProbe: { ...check, periodSeconds: 30, failureThreshold: 3 },
        volumeMounts: [
          { name: "home", mountPath: home },
          { name: "temporary", mountPath: "/tmp" },
        ],
      },
    ],
    volumes: [
      { name: "home", emptyDir: {} },
      { name: "temporary", emptyDir: {} },
    ],
  };
}

function environmentOf(
  worker: WorkerProcess,
  { secretName, clusterUid }: Pick<Surroundings, "secretName" | "clusterUid">,
) {
  const secretNames = pulumi.unsecret(worker.secrets.apply((secrets) => Object.keys(secrets)));
  return pulumi
    .all([worker.environment, secretNames, secretName, clusterUid])
    .apply(([environment, keys, name, uid]) => {
      // A worker asks for it by itself otherwise, for which it would need a right in the whole cluster.
      const cluster = uid === undefined ? {} : { [worker.variable("KUBERNETES_CLUSTER_UID")]: uid };
      const plain = Object.entries({ HOME: home, ...webServer(worker), ...cluster, ...environment });
      return [
        ...plain.map(([variable, value]) => ({ name: variable, value })),
        ...keys.map((key) => ({ name: key, valueFrom: { secretKeyRef: { name, key } } })),
      ].sort((one, other) => (one.name < other.name ? -1 : 1));
    });
}

/** Where a worker says how it is: to its own pod alone. */
const webServer = (worker: WorkerProcess): Record<string, string> => ({
  [worker.variable("WORKER_WEBSERVER_HOST")]: "127.0.0.1",
  [worker.variable("WORKER_WEBSERVER_PORT")]: String(defaultHealthPort),
});
