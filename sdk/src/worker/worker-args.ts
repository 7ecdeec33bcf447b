import type * as pulumi from "@pulumi/pulumi";
import { flag, inTypeScript, integer, list, map, text } from "../provider/component-args.js";
import type { WorkPool } from "../resources/work-pool.js";
import { faultOfPackage } from "./worker-packages.js";

/** Anything that has an image, such as a `DockerFlowStorage`. */
export interface HasImage {
  readonly image: pulumi.Output<string>;
}

/** What the workers of every platform are given alike. */
export const workerArgs = {
  /** The work pool whose flow runs the workers run or submit: its name or, in TypeScript, the pool. */
  workPool: text({ required: true, sugar: inTypeScript<WorkPool<any>>() }),
  /** Queues of the pool that the workers poll. @default all */
  workQueues: list(text())(),
  /** Maximum concurrent flow runs of each worker, at least 1. @default unlimited */
  limit: integer({ min: 1 }),
  /**
   * Image of the workers: its name or, in TypeScript, what has an `image` output. It needs Python and the worker's package.
   * @default the image of the server's version, when the workers are made or changed
   */
  image: text({ sugar: inTypeScript<HasImage>() }),
  /**
   * Python packages that the default image lacks, each with its version: `prefect-aws==0.5.0`. They are installed when a
   * worker starts.
   * @default what the pool's type needs; none with `image`
   */
  packages: list(text({ check: faultOfPackage }))(),
  /** URL of the server's API as the workers reach it. @default that of the connection */
  apiUrl: text(),
  /** API key of the workers; secret. @default that of the connection */
  apiKey: text({ secret: true }),
  /** Environment variables of the workers, and of the flow runs that they start. @default {} */
  environment: map(text())({ default: {} as never }),
  /** Environment variables that are secret. @default {} */
  secrets: map(text())({ secret: true }),
  /** Whether the `up` waits until the workers are online. @default true */
  verify: flag({ plain: true, default: true }),
};
