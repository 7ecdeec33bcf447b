import type * as pulumi from "@pulumi/pulumi";
import type { Json } from "../engine/definition.js";

/** One function that a worker calls to get the code, with its arguments: `{ "package.function": { … } }`. */
export type PullStep = Record<string, Record<string, Json>>;

/**
 * A place that flow code comes from. A deployment takes anything of this shape, and is made after it when it is a
 * Pulumi component.
 */
export interface FlowStorage {
  /** Pull steps, by which a worker gets the code, in order. */
  readonly pullSteps: pulumi.Output<PullStep[]>;
  /** Job variables that the code needs, such as an image. */
  readonly jobVariables?: pulumi.Output<Record<string, Json>>;
  /**
   * Folder of the code on the machine that Pulumi runs on, to which entrypoints are relative. Where it is there, the
   * flow's name, description and parameters are read from it.
   */
  readonly localFolder?: string;
  /**
   * Whether workers may have other code under that path, so that what is missing in it here is a warning and no error.
   * @default false
   */
  readonly mayDifferOnWorker?: boolean;
  /**
   * Stands for the code, where it can change without the pull steps: a `FlowRun` of a deployment starts another run then.
   * @default none
   */
  readonly codeDigest?: pulumi.Output<string>;
}
