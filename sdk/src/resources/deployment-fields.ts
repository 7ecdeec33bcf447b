import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import type { BlockResource } from "../blocks/block-resource.js";
import { checkName } from "../checks/names.js";
import type { Json } from "../engine/definition.js";
import { anyOf, flag, type InputsOf, integer, map, nameOf, oneOf, text, textSet } from "../engine/field.js";
import type { ArgsOf } from "../provider/define-resource.js";
import type { FlowStorage, PullStep } from "../storage/flow-storage.js";
import { checkPullSteps } from "../storage/pull-step-check.js";
import { checkLabels, type Labels } from "./deployment-labels.js";
import { flowNameOf } from "./entrypoint.js";
import type { Flow } from "./flow.js";
import type { GlobalConcurrencyLimit } from "./global-concurrency-limit.js";
import type { JobVariables } from "./job-variables/values.js";
import { canonicalSchedules, type Schedule, type ScheduleInput } from "./schedule.js";
import { checkSchedules } from "./schedule-check.js";
import { schedulesLike } from "./schedule-writing.js";
import type { WorkPool } from "./work-pool.js";
import type { WorkQueue } from "./work-queue.js";

/** Newer versions of `deploy` write no definitions where there are none. */
const withoutEmptyDefinitions = ({ definitions, ...schema }: Record<string, Json>): Record<string, Json> =>
  isDeepStrictEqual(definitions ?? {}, {}) ? schema : { ...schema, definitions: definitions! };

/** What `deploy` stores of a flow without a description. */
const pythonNone = "None";

export const fields = {
  /**
   * Unique within the flow; without `/ % & < >`. A change replaces the deployment.
   * @default the resource's name
   */
  name: text({ namedLikeResource: true, naturalKey: true, replaceOnChanges: true, check: checkName }),
  /**
   * The flow or its name. It is made when it does not exist, and never deleted. A change replaces the deployment.
   * @default the flow's name in the code where `storage` has it on this machine, else the function's name in
   * `entrypoint` with dashes for underscores
   */
  flow: nameOf<Flow>()({
    defaultFrom: { input: "entrypoint", value: flowNameOf },
    naturalKey: true,
    replaceOnChanges: true,
    wire: false,
    check: checkName,
  }),
  /** The function to run: `path/to/file.py:function`, or `package.module.function` for code installed with the worker. */
  entrypoint: text({ required: true }),
  /** Pull steps, by which a worker gets the code: one function with its arguments each. Instead of `storage`. @default none */
  pullSteps: anyOf<PullStep[], pulumi.Input<pulumi.Input<PullStep>[]>>()({
    default: [],
    check: checkPullSteps,
    patchedSince: "3.2.0",
  }),
  /** Work pool whose workers run it, or its name. Taking it away replaces the deployment. @default left to the server */
  workPool: nameOf<WorkPool>()({
    wire: "work_pool_name",
    replaceOnClearing: "cannot be taken away on the server",
  }),
  /** Work queue of `workPool`, or its name. @default `default`, once a pool is given */
  workQueue: nameOf<WorkQueue>()({ default: "default", countsBeside: "workPool", wire: "work_queue_name" }),
  /** Schedules of its runs; `[]` removes all. @default left to the server */
  schedules: anyOf<ScheduleInput[], pulumi.Input<pulumi.Input<Schedule>[]>>()({
    canonical: canonicalSchedules,
    writtenLike: schedulesLike,
    check: checkSchedules,
  }),
  /** Default values of the flow's parameters. @default {} */
  parameters: map({ default: {} }),
  /**
   * OpenAPI schema of the parameters, for the form in the UI.
   * @default that of the function in the code where `storage` has it on this machine, else left to the server
   */
  parameterOpenApiSchema: map({
    wire: "parameter_openapi_schema",
    patchedSince: "3.2.0",
    canonical: withoutEmptyDefinitions,
  }),
  /** Whether the server validates the parameters of runs against the schema, and rejects what does not match. @default true */
  enforceParameterSchema: flag({ default: true }),
  /**
   * Job variables: overrides of the work pool's job template, in camel case or by the names the template has. Emptying them replaces the
   * deployment.
   * @default left to the server
   */
  jobVariables: map({ replaceOnClearing: "cannot be emptied on the server" }),
  /** Tags of the deployment and its runs, to filter by. @default [] */
  tags: textSet({ default: [] }),
  /**
   * Labels of the deployment and its runs: texts, numbers and flags by their names. Those that the program does not name
   * stay. Needs a server of version 3.1.7 or later.
   * @default {}
   */
  labels: anyOf<Labels, pulumi.Input<Record<string, pulumi.Input<string | number | boolean>>>>()({
    default: {},
    since: "3.1.7",
    sent: "create",
    keptUnlessDeclared: true,
    check: checkLabels,
  }),
  /** Description in Markdown, shown in the UI. @default the flow's description or docstring in the code where `storage` has it on this machine, else none */
  description: text({ default: null, canonical: (description) => (description === pythonNone ? null : description) }),
  /** Version of the code, shown in the UI. @default none */
  version: text({ default: null }),
  /** Pauses the deployment: its schedules make no runs. @default left to the server */
  paused: flag(),
  /** Maximum concurrent runs of this deployment, at least 1. Instead of `globalConcurrencyLimit`. @default unlimited */
  concurrencyLimit: integer({ default: null, min: 1, readFrom: "global_concurrency_limit.limit" }),
  /**
   * Global concurrency limit that it shares with others, or the limit's id. It is neither changed nor deleted with the
   * deployment. Instead of `concurrencyLimit`; needs a server of version 3.3.6 or later.
   * @default left to the server
   */
  globalConcurrencyLimit: anyOf<string, pulumi.Input<string> | GlobalConcurrencyLimit>({ resourceOutput: "id" })({
    default: null,
    since: "3.3.6",
    wire: "global_concurrency_limit_id",
    readFrom: "global_concurrency_limit.id",
    keptUnlessDeclared: true,
  }),
  /** What happens to runs over the limit: they wait, or are cancelled. @default ENQUEUE, by the server */
  collisionStrategy: oneOf(
    "ENQUEUE",
    "CANCEL_NEW",
  )({
    default: null,
    since: "3.0.3",
    wire: "concurrency_options.collision_strategy",
    sent: "never",
    canonical: (strategy) => (strategy === "ENQUEUE" ? null : strategy),
  }),
  /**
   * Seconds from 60 to 86,400 for which a run keeps its slot of the limit while its infrastructure starts. Needs a server of version
   * 3.6.7 or later.
   * @default the server's setting
   */
  gracePeriodSeconds: integer({
    default: null,
    min: 60,
    max: 86_400,
    since: "3.6.7",
    wire: "concurrency_options.grace_period_seconds",
    sent: "never",
    keptUnlessDeclared: true,
  }),
  /** Path of the code's folder, for deployments without pull steps. @default none */
  path: text({ default: null }),
  /** Legacy storage block, or its document's id. Workers read it where there are no pull steps. @default none */
  storageDocumentId: anyOf<string, pulumi.Input<string> | BlockResource>({ resourceOutput: "documentId" })({
    default: null,
  }),
};

export type DeploymentInputs = InputsOf<typeof fields>;

/**
 * The args of {@link Deployment}.
 *
 * @typeParam PoolType type of `workPool`, from which the names and types of `jobVariables` follow
 */
export type DeploymentArgs<PoolType extends string = string> = ArgsOf<
  typeof fields,
  { workPool: pulumi.Input<string> | WorkPool<PoolType>; jobVariables: pulumi.Input<JobVariables<PoolType>> }
> & {
  /**
   * Where a worker finds the code: the `storage` of a component such as `GitFlowStorage`. In TypeScript the component itself,
   * or a legacy storage block that copies the code there. Instead of `pullSteps`.
   */
  storage?: FlowStorage | BlockResource;
};
