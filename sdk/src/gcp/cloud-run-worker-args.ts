import { grantees } from "../cloud/grantees.js";
import { type ArgsOf, commonArgs, flag, inTypeScript, integer, object, text } from "../provider/component-args.js";
import { workerArgs } from "../worker/worker-args.js";
import { faultOfMemory, faultOfProcessors } from "../worker/worker-size.js";
import type { CloudRunInfrastructure } from "./cloud-run-infrastructure.js";

const rights = {
  /** Role that lets workers run jobs: `workerRole` of the infrastructure. */
  workerRole: text({ required: true }),
  /** Address of the service account that flows run with: `serviceAccountEmail` of the infrastructure. */
  serviceAccountEmail: text({ required: true }),
};

/** What workers of a `cloud-run` or `cloud-run-v2` pool may do, as a `CloudRunInfrastructure` tells it. */
export interface CloudRunWorkerRights extends ArgsOf<typeof rights> {}

const own = {
  /** Workers, one instance each. @default 1 */
  replicas: integer({ min: 0, default: 1 }),
  /** Processors of each worker: 1, 2, 4, 6 or 8. Flow runs of a `process` pool have to do with them, too. @default "1 vCPU" */
  cpu: text({ check: faultOfProcessors, default: "1 vCPU" }),
  /** Memory of each worker, as much as Cloud Run has with `cpu`: from 512 MiB, and to 4 GiB with 1 vCPU. @default "1 GiB" */
  memory: text({ check: faultOfMemory, default: "1 GiB" }),
  /** Project that the workers run in, which is also that of the jobs that they make. @default that of the provider, or `gcp:project` in the stack's config */
  project: text(),
  /** Region that the workers run in. @default that of the provider, or `gcp:region` in the stack's config */
  region: text(),
  /** Name of a subnetwork in the region by which workers reach a server with a private address. @default none: the internet */
  subnetwork: text(),
  /**
   * Whether the services that this needs are enabled in the project: Cloud Run, IAM and Secret Manager. They stay enabled when it
   * is destroyed, as others may use them.
   * @default false
   */
  enableServices: flag({ plain: true, default: false }),
  /**
   * What workers of a `cloud-run` or `cloud-run-v2` pool may do: run jobs with the service account of flows. In TypeScript its
   * `CloudRunInfrastructure`, which has to have `access: "runtime"`.
   * @default nothing
   */
  infrastructure: object<CloudRunWorkerRights>(
    "CloudRunWorkerRights",
    rights,
  )({
    plain: true,
    sugar: inTypeScript<CloudRunInfrastructure>(),
  }),
  /** Roles in the project for the workers, and for flows of a `process` pool, such as `roles/bigquery.jobUser`. @default [] */
  roles: grantees(),
};

export const cloudRunWorkerArgs: Pick<typeof commonArgs, "connection"> & typeof workerArgs & typeof own = {
  connection: commonArgs.connection,
  ...workerArgs,
  ...own,
};

/** The args of {@link CloudRunWorker}. */
export interface CloudRunWorkerArgs extends ArgsOf<typeof cloudRunWorkerArgs> {}
