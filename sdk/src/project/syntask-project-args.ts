import * as pulumi from "@pulumi/pulumi";
import type { BlockResource } from "../blocks/block-resource.js";
import {
  type ArgsOf,
  commonArgs,
  flag,
  inTypeScript,
  json,
  list,
  map,
  object,
  settings,
  text,
} from "../provider/component-args.js";
import { outputValues } from "../provider/output-values.js";
import type { DeploymentArgs } from "../resources/deployment-fields.js";
import type { FlowStorage } from "../storage/flow-storage.js";
import { flowStorageOf } from "../storage/pull-with-block.js";

/** Args of a deployment that win over what the file says. `parameters` and `jobVariables` are merged with the file's, key by key. */
export type DeploymentOverrides = Partial<Omit<DeploymentArgs, "name" | "flow" | "entrypoint">>;

const storage = {
  /** Pull steps, by which a worker gets the code, in order. */
  pullSteps: list(map(map(json())())())({ required: true }),
  /** Job variables that the code needs, such as an image. @default {} */
  jobVariables: map(json())(),
  /** Folder of the code on the machine that Pulumi runs on, to which entrypoints are relative. @default `folder` of the project */
  localFolder: text({ plain: true }),
  /**
   * Whether workers may have other code under that path, so that what is missing in it here is a warning and no error.
   * @default false
   */
  mayDifferOnWorker: flag({ plain: true }),
};

/** What a storage tells of itself: its outputs of these names. */
export interface StoredFlows extends ArgsOf<typeof storage> {}

const own = {
  /** Folder of the project file and the flow code. A relative path is taken from the folder of the Pulumi program. */
  folder: text({ required: true, plain: true }),
  /** Project files in `folder`. @default ["syntask.yaml"], or `prefect.yaml` in that dialect */
  files: list(text({ plain: true }))({ plain: true }),
  /**
   * Stores the code or the image, in place of the `build` and `push` sections, and gives the pull steps in place of those
   * that fetch code; steps that install packages or run scripts stay. It is the `storage` of a component such as
   * `GitFlowStorage`. In TypeScript the component itself, or a legacy storage block.
   * @default none: `build` and `push` are not run, and the pull section is sent as `deploy` sends it
   */
  storage: object<StoredFlows>("FlowStorage", storage)({ sugar: inTypeScript<FlowStorage | BlockResource>() }),
  /** Deployments to make: `name` or `flow/name`, with `*` for any text. @default all */
  only: list(text({ plain: true }))({ plain: true }),
  /** By `name` or `flow/name`, with `*` for any text: what is to be otherwise than in the file. Later ones win. @default {} */
  overrides: map(settings<DeploymentOverrides>())({ plain: true }),
  /** What build and push steps returned that something else ran, by the steps' `id`, for `{{ id.field }}`. @default {} */
  stepOutputs: map(json())({ plain: true }),
  /**
   * Values for `{{ syntask.variables.name }}`, for variables that this program makes.
   * @default read from the server while the preview runs
   */
  variables: map(json())({ plain: true }),
  /**
   * Environment variables whose values are no secrets. What any other `{{ $NAME }}` of the file is filled in with is
   * encrypted in the state and hidden in previews, together with the input that it stands in.
   * @default []
   */
  plainEnvironment: list(text({ plain: true }))({ plain: true }),
};

export const syntaskProjectArgs: typeof commonArgs & typeof own = { ...commonArgs, ...own };

/** The args of {@link SyntaskProject}. */
export interface SyntaskProjectArgs extends ArgsOf<typeof syntaskProjectArgs> {}

/** A storage as a deployment takes it. Of one that is an output as a whole, where the code is on this machine is not told. */
export function storageIn(given: SyntaskProjectArgs["storage"]): FlowStorage | undefined {
  if (given === undefined || pulumi.Resource.isInstance(given))
    return flowStorageOf(given as FlowStorage | BlockResource);
  if (outputValues.isLater(given)) {
    const later = pulumi.output(given as pulumi.Input<StoredFlows>);
    return {
      pullSteps: later.apply(({ pullSteps }) => pullSteps),
      jobVariables: later.apply(({ jobVariables = {} }) => jobVariables),
    };
  }
  const { pullSteps, jobVariables, localFolder, mayDifferOnWorker } = given as StoredFlows;
  return {
    pullSteps: pulumi.output(pullSteps),
    jobVariables: jobVariables && pulumi.output(jobVariables),
    localFolder,
    mayDifferOnWorker,
  };
}
