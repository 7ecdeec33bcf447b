import * as pulumi from "@pulumi/pulumi";
import { path } from "../api/client.js";
import type { Connection } from "../config.js";
import { flowInCode } from "../project/entrypoint-flow.js";
import { define, type Json } from "../provider/definition.js";
import { programConnection } from "../provider/program.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import type { FlowStorage, PullStep } from "../storage/flow-storage.js";
import { checkPullSteps } from "../storage/pull-step-check.js";
import { checkLimit } from "./bounds.js";
import {
  type DeploymentInputs,
  type DeploymentState,
  emptyParameterSchema,
  nothingKept,
  observe,
  upsert,
  type WireDeployment,
  withBounds,
} from "./deployment-request.js";
import { canonicalSchedules, type Schedule, type ScheduleInput, scheduleNeeds } from "./deployment-schedule.js";
import { checkEntrypoint, flowNameOf } from "./entrypoint.js";
import type { Flow } from "./flow.js";
import { type JobVariables, jobValues } from "./job-values.js";
import { checkJobVariables } from "./job-variables.js";
import { nameOf } from "./name-of.js";
import { checkName } from "./names.js";
import { checkParameters } from "./parameter-check.js";
import { checkSchedules } from "./schedule-check.js";
import { sortedTags } from "./tags.js";
import type { WorkPool } from "./work-pool.js";
import type { WorkQueue } from "./work-queue.js";
import { workerAdvice } from "./worker-advice.js";

/** @typeParam PoolType type of `workPool`, from which the names and types of `jobVariables` follow */
export interface DeploymentArgs<PoolType extends string = string> extends CommonArgs {
  /**
   * Unique within the flow; without `/ % & < >`. A change replaces the deployment.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /**
   * The flow or its name. It is made when it does not exist, and never deleted. A change replaces the deployment.
   * @default the flow's name in the code where `storage` has it on this machine, else the function's name in
   * `entrypoint` with dashes for underscores
   */
  flow?: pulumi.Input<string> | Flow;
  /** The function to run: `path/to/file.py:function`, or `package.module.function` for code installed with the worker. */
  entrypoint: pulumi.Input<string>;
  /** Where a worker finds the code. Instead of `pullSteps`. */
  storage?: FlowStorage;
  /** What a worker does to get the code: one function with its arguments each. Instead of `storage`. @default none */
  pullSteps?: pulumi.Input<pulumi.Input<PullStep>[]>;
  /** The pool whose workers run it, or its name. Once set it cannot be taken away in place. @default left to the server */
  workPool?: pulumi.Input<string> | WorkPool<PoolType>;
  /** A queue of `workPool`, or its name. @default `default`, once a pool is given */
  workQueue?: pulumi.Input<string> | WorkQueue;
  /** When it runs. `[]` is never. @default left to the server */
  schedules?: pulumi.Input<pulumi.Input<Schedule>[]>;
  /** Values of the function's parameters. @default {} */
  parameters?: pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /**
   * OpenAPI schema of the parameters, for the form in the UI.
   * @default that of the function in the code where `storage` has it on this machine, else left to the server
   */
  parameterOpenApiSchema?: pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /** Whether runs are refused whose parameters do not fit the schema. @default true */
  enforceParameterSchema?: pulumi.Input<boolean>;
  /**
   * Overrides of the pool's job template, in camel case or by the names the template has. Once set they cannot be
   * emptied in place.
   * @default left to the server
   */
  jobVariables?: pulumi.Input<JobVariables<PoolType>>;
  /** @default [] */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
  /** @default the flow's description or docstring in the code where `storage` has it on this machine, else none */
  description?: pulumi.Input<string>;
  /** Of the code, for people. @default none */
  version?: pulumi.Input<string>;
  /** Whether its schedules rest. @default left to the server */
  paused?: pulumi.Input<boolean>;
  /** Most runs at one time, at least 1. @default no bound */
  concurrencyLimit?: pulumi.Input<number>;
  /** What becomes of a run over the bound. @default ENQUEUE, by the server */
  collisionStrategy?: pulumi.Input<"ENQUEUE" | "CANCEL_NEW">;
  /** Folder of the code, for deployments without pull steps. @default none */
  path?: pulumi.Input<string>;
}

/**
 * A flow made ready to run: where its code is, what runs it, when, and with which parameters.
 *
 * @example
 * ```ts
 * new syntask.Deployment("nightly", {
 *   entrypoint: "etl.py:main", storage, workPool: pool,
 *   schedules: [{ cron: "0 6 * * *", timezone: "Europe/Berlin" }],
 * });
 * ```
 */
export class Deployment<PoolType extends string = string> extends SyntaskResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly flow: pulumi.Output<string>;
  declare readonly entrypoint: pulumi.Output<string>;
  declare readonly pullSteps: pulumi.Output<PullStep[] | undefined>;
  declare readonly workPool: pulumi.Output<string | undefined>;
  declare readonly workQueue: pulumi.Output<string | undefined>;
  declare readonly schedules: pulumi.Output<ScheduleInput[] | undefined>;
  declare readonly parameters: pulumi.Output<Record<string, Json> | undefined>;
  declare readonly jobVariables: pulumi.Output<Record<string, Json> | undefined>;
  declare readonly tags: pulumi.Output<string[] | undefined>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly version: pulumi.Output<string | undefined>;
  declare readonly paused: pulumi.Output<boolean | undefined>;
  declare readonly concurrencyLimit: pulumi.Output<number | undefined>;
  /** Id of its flow. */
  declare readonly flowId: pulumi.Output<string>;
  /** Its page in the UI. */
  readonly url: pulumi.Output<string>;

  /** @throws RunError when both `storage` and `pullSteps` are given, or the code of `storage` has no such flow */
  constructor(name: string, args: DeploymentArgs<PoolType>, opts?: pulumi.CustomResourceOptions) {
    const { storage, flow, workPool, workQueue, connection } = args;
    if (storage && args.pullSteps) {
      throw new pulumi.RunError(`Deployment "${name}": give \`storage\` or \`pullSteps\`, not both.`);
    }
    const code = flowInCode(name, storage, args.entrypoint);
    super(
      Deployment.definition,
      name,
      {
        name: args.name ?? name,
        flow: nameOf(flow) ?? code?.name ?? pulumi.output(args.entrypoint).apply(flowNameOf),
        entrypoint: args.entrypoint,
        pullSteps: storage?.pullSteps ?? args.pullSteps,
        workPool: nameOf(workPool),
        workQueue: nameOf(workQueue),
        schedules: args.schedules,
        parameters: args.parameters,
        parameterOpenApiSchema: args.parameterOpenApiSchema ?? code?.parameterOpenApiSchema,
        enforceParameterSchema: args.enforceParameterSchema,
        jobVariables: mergedJobVariables(storage, jobValues(args.jobVariables, typeOf(workPool))),
        tags: args.tags,
        description: args.description ?? code?.description,
        version: args.version,
        paused: args.paused,
        concurrencyLimit: args.concurrencyLimit,
        collisionStrategy: args.collisionStrategy,
        path: args.path,
        adopt: args.adopt,
        connection,
        flowId: undefined,
      },
      pulumi.mergeOptions(opts, { dependsOn: pulumi.Resource.isInstance(storage) ? [storage] : [] }),
    );
    this.url = pulumi
      .all([this.id, pulumi.output(connection)])
      .apply(([id, workspace]) => deploymentUrl(programConnection(workspace), id));
  }

  /** @internal */
  static readonly definition = define<DeploymentInputs, DeploymentState>({
    kind: "Deployment",
    noun: "deployment",
    label: ({ flow = "", name = "" }) => `${flow}/${name}`,
    properties: [
      "name",
      "flow",
      "entrypoint",
      "pullSteps",
      "workPool",
      "workQueue",
      "schedules",
      "parameters",
      "parameterOpenApiSchema",
      "enforceParameterSchema",
      "jobVariables",
      "tags",
      "description",
      "version",
      "paused",
      "concurrencyLimit",
      "collisionStrategy",
      "path",
    ],
    replaceOn: ["name", "flow"],
    naturalKey: ["name", "flow"],
    defaults: {
      pullSteps: [],
      workQueue: "default",
      parameters: {},
      enforceParameterSchema: true,
      tags: [],
      description: null,
      version: null,
      concurrencyLimit: null,
      collisionStrategy: null,
      path: null,
    },
    canonical: { tags: sortedTags, schedules: canonicalSchedules },
    createOverwrites: true,
    byName: ["update"],

    async check(inputs, problems, context) {
      checkName("name", inputs.name, problems);
      checkName("flow", inputs.flow, problems);
      checkEntrypoint(inputs.entrypoint, (inputs.pullSteps?.length ?? 0) > 0, problems);
      checkPullSteps("pullSteps", inputs.pullSteps, problems);
      checkSchedules(inputs.schedules, problems);
      checkLimit("concurrencyLimit", inputs.concurrencyLimit, problems);
      const { collisionStrategy, workQueue, workPool } = inputs;
      if (collisionStrategy !== undefined && !["ENQUEUE", "CANCEL_NEW"].includes(collisionStrategy)) {
        problems.add("collisionStrategy", `is "${collisionStrategy}"; write "ENQUEUE" or "CANCEL_NEW"`);
      }
      if (workQueue !== undefined && workPool === undefined && !context.isUnknown("workPool")) {
        problems.add(
          "workQueue",
          "is given without `workPool`; the server would move it to another pool, so write both",
        );
      }
      checkParameters(inputs, problems);
      await checkJobVariables(inputs, problems, context);
    },

    needs: ({ collisionStrategy, schedules = [] }) => [
      ...(collisionStrategy === undefined ? [] : [{ property: "collisionStrategy", since: "3.0.3" }]),
      ...schedules.flatMap(scheduleNeeds),
    ],

    replaceBecause(olds, news) {
      const reasons: { property: keyof DeploymentInputs & string; reason: string }[] = [];
      if (!isEmpty(olds.jobVariables) && isEmpty(news.jobVariables)) {
        reasons.push({ property: "jobVariables", reason: "cannot be emptied on the server" });
      }
      if (olds.workPool !== undefined && news.workPool === undefined) {
        reasons.push({ property: "workPool", reason: "cannot be taken away on the server" });
      }
      return reasons;
    },

    async find(client, inputs) {
      const { flow, name } = inputs;
      const deployment = await client.find<WireDeployment>(path`/deployments/name/${flow}/${name}`);
      return deployment && observe(deployment, inputs);
    },

    isHalfMade({ inputs: observed }, inputs, changed) {
      const declared = inputs.schedules ?? [];
      const expected = canonicalSchedules([...declared, ...declared.map(withoutBound)]);
      const made = canonicalSchedules(observed.schedules ?? []);
      return changed.every((name) => name === "schedules") && made.every((schedule) => expected.includes(schedule));
    },

    async create(client, inputs) {
      const { id: flowId } = await client.post<{ id: string }>("/flows/", { name: inputs.flow }, { repeatable: true });
      return { ...(await upsert(client, flowId, inputs, nothingKept)), state: { flowId } };
    },

    async read(client, id, olds) {
      const deployment = await client.byId<WireDeployment>("deployments", id);
      return deployment && observe(deployment, olds);
    },

    async update(client, id, inputs, { flowId, collisionStrategy, unboundSchedules }) {
      const kept = { ...nothingKept, hasCollisionStrategy: collisionStrategy !== undefined };
      if (inputs.schedules === undefined || inputs.parameterOpenApiSchema === undefined) {
        const deployment = await client.get<WireDeployment>(path`/deployments/${id}`);
        kept.schedules = withBounds(deployment.schedules, unboundSchedules);
        kept.parameterSchema = deployment.parameter_openapi_schema ?? emptyParameterSchema;
      }
      await upsert(client, flowId, inputs, kept, { repeatable: true });
      return { flowId };
    },

    async advice(client, { workPool, pullSteps }) {
      return workPool === undefined ? [] : workerAdvice(client, workPool, pullSteps);
    },

    async delete(client, id) {
      await client.delete(path`/deployments/${id}`);
    },
  });
}

/** Its page in the UI. */
export const deploymentUrl = ({ uiUrl }: Connection, id: string): string => `${uiUrl}/deployments/deployment/${id}`;

const withoutBound = ({ maxScheduledRuns: _, ...schedule }: ScheduleInput): ScheduleInput => schedule;

const isEmpty = (value: object | undefined): boolean => value === undefined || Object.keys(value).length === 0;

/** The storage's job variables, over which the deployment's own win. */
function mergedJobVariables(
  storage: FlowStorage | undefined,
  own: pulumi.Input<Record<string, pulumi.Input<Json>>> | undefined,
): pulumi.Input<Record<string, pulumi.Input<Json>>> | undefined {
  if (!storage?.jobVariables) return own;
  return pulumi
    .all([storage.jobVariables, own ?? {}])
    .apply(([theirs, ours]): Record<string, Json> => ({ ...theirs, ...(ours as Record<string, Json>) }));
}

/** Type of a pool that is given by itself. */
const typeOf = (pool: DeploymentArgs["workPool"]): pulumi.Output<string> | undefined =>
  pulumi.Resource.isInstance(pool) ? (pool as WorkPool).type : undefined;
