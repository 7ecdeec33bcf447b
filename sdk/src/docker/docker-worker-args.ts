import { type ArgsOf, commonArgs, flag, integer, text } from "../provider/component-args.js";
import { workerArgs } from "../worker/worker-args.js";
import { faultOfMemory, faultOfProcessors } from "../worker/worker-size.js";

const own = {
  /** Workers, one container each. @default 1 */
  replicas: integer({ plain: true, min: 0, default: 1 }),
  /** Share of the machine's processors that each worker may use, such as `0.5 vCPU`. @default unlimited */
  cpu: text({ check: faultOfProcessors }),
  /** Memory that each worker may use, such as `512 MiB`. @default unlimited */
  memory: text({ check: faultOfMemory }),
  /**
   * Network of the containers: the name of one, or `host` for that of the machine, where a server on the machine's loopback
   * address can be reached. In the others it is `http://host.docker.internal:4200/api`.
   * @default Docker's own
   */
  network: text({ plain: true }),
  /**
   * Whether the workers use this machine's Docker, as those of `docker` pools have to. It gives them, and what they run, the
   * rights of root on the machine.
   * @default false
   */
  socket: flag({ plain: true, default: false }),
  /** Seconds that a worker has to end when it is told to, at least 1. Flow runs of a `process` pool end with it. @default 120 */
  stopTimeoutSeconds: integer({ min: 1, default: 120 }),
};

export const dockerWorkerArgs: Pick<typeof commonArgs, "connection"> & typeof workerArgs & typeof own = {
  connection: commonArgs.connection,
  ...workerArgs,
  ...own,
};

/** The args of {@link DockerWorker}. */
export interface DockerWorkerArgs extends ArgsOf<typeof dockerWorkerArgs> {}
