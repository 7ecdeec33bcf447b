import type { Cluster } from "@pulumi/aws/ecs";
import { grantees } from "../cloud/grantees.js";
import { type ArgsOf, commonArgs, flag, inTypeScript, integer, list, text } from "../provider/component-args.js";
import { workerArgs } from "../worker/worker-args.js";
import { faultOfMemory, faultOfProcessors } from "../worker/worker-size.js";
import type { EcsInfrastructure } from "./ecs-infrastructure.js";

const own = {
  /** Workers, one task each. @default 1 */
  replicas: integer({ min: 0, default: 1 }),
  /** Share of processors of each worker. Flow runs of a `process` pool have to do with it, too. @default "0.5 vCPU" */
  cpu: text({ check: faultOfProcessors, default: "0.5 vCPU" }),
  /** Memory of each worker, as much as Fargate has with `cpu`. @default "1 GiB" */
  memory: text({ check: faultOfMemory, default: "1 GiB" }),
  /** The cluster that the workers run in, by its name or ARN or, in TypeScript, as a resource. @default the account's, called `default` */
  cluster: text({ sugar: inTypeScript<Cluster>() }),
  /** Ids of the subnets that the workers run in. They reach the server, the image and AWS from there. */
  subnets: list(text())({
    required: true,
    check: (given: readonly unknown[]) => (given.length === 0 ? "is empty; write the id of a subnet" : undefined),
  }),
  /** Ids of security groups that exist. @default a new one, which lets everything out and nobody in */
  securityGroups: list(text())(),
  /** Whether workers get a public address, as they need where a subnet has no other way out. Nobody gets in by it. @default false */
  assignPublicIp: flag({ default: false }),
  /**
   * What workers of an `ecs` pool may do: the `workerPolicy` of its `EcsInfrastructure` or, in TypeScript, that component. It
   * has to have `access: "runtime"`.
   * @default nothing
   */
  infrastructure: text({ sugar: inTypeScript<EcsInfrastructure>() }),
  /** ARNs of managed policies for the task role: what workers, and flows of a `process` pool, may do. @default [] */
  taskPolicies: grantees(),
  /** Retention of the log in days; 0 keeps it for ever. @default 30 */
  logRetentionDays: integer({ min: 0, default: 30 }),
};

export const ecsWorkerArgs: Pick<typeof commonArgs, "connection"> & typeof workerArgs & typeof own = {
  connection: commonArgs.connection,
  ...workerArgs,
  ...own,
};

/** The args of {@link EcsWorker}. */
export interface EcsWorkerArgs extends ArgsOf<typeof ecsWorkerArgs> {}
