import { Container, type ContainerArgs } from "@pulumi/docker/container";
import * as pulumi from "@pulumi/pulumi";
import { slugOf } from "../checks/names.js";
import { readArgs } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import {
  defaultHealthPort,
  healthCheckThatKills,
  secretsFolder,
  startSeconds,
  withSecretFiles,
} from "../worker/container-command.js";
import { WorkerComponent } from "../worker/worker-component.js";
import { workerProcess } from "../worker/worker-process.js";
import { mebibytesOf, processorsOf } from "../worker/worker-size.js";
import { type DockerWorkerArgs, dockerWorkerArgs } from "./docker-worker-args.js";

const dockerSocket = "/var/run/docker.sock";
/** The name by which containers that are not in its network know the machine. */
const machine = { host: "host.docker.internal", ip: "host-gateway" };

const ownPorts = { first: 20_000, count: 12_000 };

/** A port of the machine for the workers of a revision: those of the last one are still there when they start. */
const portOfItsOwn = (workerName: string): number =>
  ownPorts.first + (Number.parseInt(workerName.split("-").at(-1)!, 16) % ownPorts.count);

/**
 * Workers in containers of a Docker host: that of the machine that runs Pulumi, or the one that a `docker.Provider` names.
 * Docker starts a worker again that ends or hangs, and when the machine starts.
 *
 * @example
 * ```ts
 * const pool = new syntask.WorkPool("etl", { type: "process" });
 * new DockerWorker("etl", { workPool: pool.name, limit: 4 });
 * ```
 */
export class DockerWorker extends WorkerComponent {
  static override readonly __pulumiType = "syntask:docker:DockerWorker";
  /** @internal */
  static override readonly args = dockerWorkerArgs;

  readonly workerName: pulumi.Output<string>;
  readonly image: pulumi.Output<string>;
  /** Names of the containers, as `docker logs` takes them. */
  readonly containerNames: pulumi.Output<string[]>;

  /** @throws RunError when the args contradict each other, or the workers cannot reach the server */
  constructor(name: string, args: DockerWorkerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(DockerWorker.__pulumiType, name, {}, opts);
    const parent = this;
    const refuse = refuseFor("DockerWorker", name);
    const { replicas, cpu, memory, network, socket, stopTimeoutSeconds, ...read } = readArgs(
      dockerWorkerArgs,
      args,
      refuse,
    );
    const sharesLoopback = network === "host";
    const worker = workerProcess(
      name,
      read,
      {
        refuse,
        sharesLoopback,
        loopbackAdvice: `write an address that containers reach, like "http://${machine.host}:4200/api", or \`network: "host"\``,
        settings: [network, socket, stopTimeoutSeconds],
      },
      parent,
    );
    const containers = Array.from({ length: replicas }, (_, index) => createContainer(index));
    this.workerName = worker.workerName;
    this.image = worker.image;
    this.containerNames = pulumi.all(containers.map((container) => container.name));
    if (read.verify) {
      const log = this.containerNames.apply((names) => names.map((one) => `\`docker logs ${one}\``).join(", "));
      this.awaitOnline(name, worker, { replicas, log, connection: read.connection, dependsOn: containers });
    }
    const { workerName, image, containerNames } = this;
    this.registerOutputs({ workerName, image, containerNames });

    function createContainer(index: number): Container {
      const oneName = pulumi.interpolate`${worker.workerName}-${index}`;
      const healthPort = sharesLoopback
        ? worker.workerName.apply((own) => portOfItsOwn(own) + index)
        : defaultHealthPort;
      return new Container(
        `${name}-${index}`,
        {
          name: oneName,
          image: worker.image,
          command: worker.command(oneName).apply(withSecretFiles),
          envs: environmentOf(healthPort),
          uploads: secretFiles(),
          // The worker is not the first process then, so that the health check may kill it.
          init: true,
          restart: "unless-stopped",
          healthcheck: {
            tests: pulumi.output(healthPort).apply((port) => ["CMD", ...healthCheckThatKills(port)]),
            interval: "30s",
            timeout: "25s",
            retries: 1,
            startPeriod: `${startSeconds}s`,
          },
          destroyGraceSeconds: stopTimeoutSeconds,
          stopTimeout: stopTimeoutSeconds,
          ...(cpu !== undefined && { cpus: pulumi.output(cpu).apply((share) => String(processorsOf(share))) }),
          ...(memory !== undefined && { memory: pulumi.output(memory).apply(mebibytesOf) }),
          ...networkOf(),
          ...(socket && { volumes: [{ hostPath: dockerSocket, containerPath: dockerSocket }] }),
          logDriver: "json-file",
          logOpts: { "max-size": "10m", "max-file": "3" },
          labels: [{ label: "syntask.worker", value: slugOf(name) }],
        },
        { parent },
      );
    }

    function environmentOf(healthPort: pulumi.Input<number>): pulumi.Output<string[]> {
      return pulumi.all([worker.environment, healthPort]).apply(([environment, port]) => {
        const server = { [variableOf("HOST")]: "127.0.0.1", [variableOf("PORT")]: String(port) };
        const all = Object.entries({ ...server, ...environment });
        return all.map(([variable, value]) => `${variable}=${value}`).sort();
      });
    }

    function variableOf(setting: string): string {
      return worker.variable(`WORKER_WEBSERVER_${setting}`);
    }

    /** In files of the container, for whoever may look at containers sees their environment. */
    function secretFiles(): ContainerArgs["uploads"] {
      const files = worker.secrets.apply((secrets) =>
        Object.entries(secrets).map(([variable, content]) => ({
          file: `${secretsFolder}/${variable}`,
          content,
          permissions: "0444",
        })),
      );
      return pulumi.secret(files);
    }

    function networkOf(): Pick<ContainerArgs, "networkMode" | "networksAdvanced" | "hosts"> {
      if (sharesLoopback) return { networkMode: "host" };
      return { ...(network !== undefined && { networksAdvanced: [{ name: network }] }), hosts: [machine] };
    }
  }
}
