import type { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { type ArgsOf, commonArgs, inTypeScript, integer, text } from "../provider/component-args.js";
import { workerArgs } from "../worker/worker-args.js";
import { faultOfMemory, faultOfProcessors } from "../worker/worker-size.js";
import type { KubernetesInfrastructure } from "./kubernetes-infrastructure.js";
import { faultOfName } from "./names.js";

const own = {
  /** Namespace of the workers that exists: its name, such as that of a `KubernetesInfrastructure`, or, in TypeScript, the resource. */
  namespace: text({ required: true, check: faultOfName, sugar: inTypeScript<Namespace>() }),
  /** Workers, one pod each. @default 1 */
  replicas: integer({ min: 0, default: 1 }),
  /** Share of processors of each worker. Flow runs of a `process` pool have to do with it, too. @default "0.5 vCPU" */
  cpu: text({ check: faultOfProcessors, default: "0.5 vCPU" }),
  /** Memory of each worker. @default "1 GiB" */
  memory: text({ check: faultOfMemory, default: "1 GiB" }),
  /**
   * What workers of a `kubernetes` pool may do: the `workerRoleName` of the `KubernetesInfrastructure` of this namespace or, in
   * TypeScript, that component.
   * @default nothing
   */
  infrastructure: text({ sugar: inTypeScript<KubernetesInfrastructure>() }),
  /** Seconds that a worker has to end when it is told to, at least 1. Flow runs of a `process` pool end with it. @default 120 */
  stopTimeoutSeconds: integer({ min: 1, default: 120 }),
};

export const kubernetesWorkerArgs: Pick<typeof commonArgs, "connection"> & typeof workerArgs & typeof own = {
  connection: commonArgs.connection,
  ...workerArgs,
  ...own,
};

/** The args of {@link KubernetesWorker}. */
export interface KubernetesWorkerArgs extends ArgsOf<typeof kubernetesWorkerArgs> {}
