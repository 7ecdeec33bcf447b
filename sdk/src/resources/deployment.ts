import * as pulumi from "@pulumi/pulumi";
import { path } from "../api/client.js";
import type { Connection } from "../api/connection.js";
import { serverTakes } from "../api/server-version.js";
import { changedContents } from "../engine/changed-content.js";
import { declaredFields } from "../engine/field-table.js";
import { awaited } from "../provider/awaited.js";
import { type ResourceClass, resource } from "../provider/define-resource.js";
import { programConnection } from "../provider/program.js";
import { flowInCode } from "../python/entrypoint-flow.js";
import { settledSchema } from "../python/schema-versions.js";
import { flowStorageOf } from "../storage/pull-with-block.js";
import { pulledPlaces } from "../storage/pulled-places.js";
import { deploymentChanges, deploymentLabel } from "./deployment-changes.js";
import { type DeploymentArgs, type DeploymentInputs, fields } from "./deployment-fields.js";
import { checkLimits, concurrencyOptions, leaveSharedLimit, limitNames } from "./deployment-limits.js";
import {
  type DeploymentState,
  emptyParameterSchema,
  observe,
  upsert,
  type WireDeployment,
} from "./deployment-request.js";
import { update } from "./deployment-update.js";
import { checkEntrypoint, flowNameOf } from "./entrypoint.js";
import { checkPlace } from "./job-variables/template-check.js";
import { jobValues, referring } from "./job-variables/values.js";
import { withLateStorage } from "./late-storage.js";
import { tellOfMissing } from "./named-objects.js";
import { checkParameters } from "./parameter-check.js";
import { canonicalSchedules, listedScheduleNeeds, type ScheduleInput, scheduleToWire } from "./schedule.js";
import type { WorkPool } from "./work-pool.js";
import { workerAdvice } from "./worker-advice.js";

const Base: ResourceClass<typeof fields, DeploymentState> = resource({
  kind: "Deployment",
  noun: "deployment",
  label: deploymentLabel,
  fields,
  writtenKey: ["flow", "name"],
  outputs: ["flowId"],
  derived: { url: ({ id, connection }) => (typeof id === "string" ? deploymentUrl(connection, id) : id) },
  createOverwrites: true,

  async check(inputs, failures, context) {
    checkEntrypoint(inputs.entrypoint, (inputs.pullSteps?.length ?? 0) > 0, failures);
    if (inputs.workQueue !== undefined && inputs.workPool === undefined && !context.isUnknown("workPool")) {
      failures.add("workQueue", "is given without `workPool`; the server would move it to another pool, so write both");
    }
    checkLimits(inputs, failures);
    checkParameters(inputs, failures, context);
    await checkPlace(inputs, failures, context);
    if (failures.lines.length > 0) return;
    await tellOfMissing(namingOf(inputs), namingOf(context.olds ?? {}), context);
    for (const place of pulledPlaces(inputs.pullSteps ?? [])) {
      const line = changedContents.read(deploymentLabel(inputs), place);
      if (line) context.say(line);
    }
  },

  given: ["storage", "poolType"],

  normalize({ storage, poolType, ...inputs }, values, context) {
    const { flow, entrypoint, pullSteps, jobVariables } = inputs;
    const { attempt, warn } = context;
    const own = jobValues(jobVariables, poolType, values);
    attempt(() => {
      if (storage && pullSteps) throw new Error("give `storage` or `pullSteps`, not both.");
    });
    if (values.isLater(storage)) return withLateStorage({ ...inputs, storage }, own, values, context);
    const code = attempt(() => {
      if (typeof entrypoint !== "string") return undefined;
      const { localFolder: folder, mayDifferOnWorker } = storage ?? {};
      const guessed = flow === undefined ? flowNameOf(entrypoint) : undefined;
      return flowInCode({ folder, mayDifferOnWorker, guessed }, entrypoint, warn);
    });
    const { jobVariables: ofStorage } = storage ?? {};
    return {
      ...inputs,
      flow: flow ?? code?.name,
      pullSteps: storage?.pullSteps ?? pullSteps,
      parameterOpenApiSchema: inputs.parameterOpenApiSchema ?? code?.versionedSchema,
      // The deployment's own win.
      jobVariables: ofStorage ? values.apply([ofStorage, own ?? {}], (theirs, ours) => ({ ...theirs, ...ours })) : own,
      description: inputs.description ?? code?.description,
    };
  },

  async settle({ parameterOpenApiSchema: schema, ...inputs }, olds, version) {
    if (schema === undefined) return inputs;
    const parameterOpenApiSchema = await settledSchema(schema, olds.parameterOpenApiSchema, version);
    return { ...inputs, parameterOpenApiSchema };
  },

  needs: ({ schedules = [] }) =>
    schedules.flatMap((schedule, index) => listedScheduleNeeds(schedule, `schedules[${index}]`)),

  async list(client) {
    const flows = await client.filter<{ id: string; name: string }>("flows", {});
    const nameOf = new Map(flows.map(({ id, name }) => [id, name]));
    const deployments = await client.filter<WireDeployment>("deployments", {});
    return deployments.map((wire) => {
      const observed = observe(wire, {});
      return { ...observed, inputs: { ...observed.inputs, flow: nameOf.get(wire.flow_id) } };
    });
  },

  async describeChange(olds, news, changed) {
    return deploymentChanges(olds, news, changed);
  },

  async find(client, inputs) {
    const { flow, name } = inputs;
    const deployment = await client.find<WireDeployment>(path`/deployments/name/${flow}/${name}`);
    return deployment && observe(deployment, inputs);
  },

  namesakes: async (client, { flow }) => ({ name: flow, others: await client.names("flows") }),

  isHalfMade({ inputs: observed }, inputs, changed) {
    const declared = inputs.schedules ?? [];
    const expected = canonicalSchedules([...declared, ...declared.map(withoutBound)]);
    const made = canonicalSchedules(observed.schedules ?? []);
    return changed.every((name) => name === "schedules") && made.every((schedule) => expected.includes(schedule));
  },

  async create(client, inputs) {
    const { id: flowId } = await client.post<{ id: string }>("/flows/", { name: inputs.flow }, { repeatable: true });
    const schedules = (inputs.schedules ?? []).map(scheduleToWire);
    const more = {
      schedules,
      parameterSchema: emptyParameterSchema,
      // No limit is sent as none: the server deletes the one that it then has, whoever else has it.
      sent: declaredFields(fields, inputs).filter((name) => inputs[name] !== undefined || !limitNames.includes(name)),
      asIs: concurrencyOptions(inputs),
    };
    return { ...(await upsert(client, flowId, inputs, more)), state: { flowId } };
  },

  async read(client, id, olds) {
    const deployment = await client.byId<WireDeployment>("deployments", id);
    if (!deployment) return undefined;
    const observed = observe(deployment, olds);
    if ("flow" in olds) return observed;
    const flow = await client.byId<{ id: string; name: string }>("flows", deployment.flow_id);
    return { ...observed, inputs: { ...observed.inputs, flow: flow?.name } };
  },

  isUnfinished: ({ unboundSchedules = [] }) => unboundSchedules.length > 0,
  update,

  async advice(client, { workPool, pullSteps }) {
    return workPool === undefined ? [] : workerAdvice(client, workPool, pullSteps);
  },

  async delete(client, id) {
    if (await serverTakes(client, fields.globalConcurrencyLimit)) await leaveSharedLimit(client, id);
    await client.delete(path`/deployments/${id}`);
  },
});

/**
 * A deployment of a flow: where its code is, which work pool runs it, on which schedules and with which parameters.
 *
 * @example
 * ```ts
 * new syntask.Deployment("nightly", {
 *   entrypoint: "etl.py:main", storage, workPool: pool,
 *   schedules: [{ cron: "0 6 * * *", timezone: "Europe/Berlin" }],
 * });
 * ```
 */
export class Deployment<PoolType extends string = string> extends Base {
  /** Id of its flow. */
  declare readonly flowId: pulumi.Output<string>;
  /** @internal Whether the program says all schedules that it has. */
  readonly declaresSchedules: boolean;
  /** @internal Stands for the code of its storage, where that can change without the deployment. */
  readonly codeDigest: pulumi.Output<string> | undefined;
  /** URL of its page in the UI. */
  readonly url: pulumi.Output<string>;

  /** @throws RunError when both `storage` and `pullSteps` are given, or the code of `storage` has no such flow */
  constructor(name: string, args: DeploymentArgs<PoolType>, opts?: pulumi.CustomResourceOptions) {
    const { workPool, connection } = args;
    const storage = flowStorageOf(args.storage);
    super(
      name,
      {
        ...args,
        storage,
        poolType: pulumi.Resource.isInstance(workPool) ? (workPool as WorkPool).type : undefined,
        jobVariables: referring(args.jobVariables),
      } as DeploymentArgs,
      pulumi.mergeOptions(opts, {
        dependsOn: pulumi.Resource.isInstance(args.storage) ? [args.storage] : [],
        hideDiffs: ["parameterOpenApiSchema"],
      }),
    );
    this.codeDigest = storage?.codeDigest;
    this.declaresSchedules = args.schedules !== undefined;
    const url = pulumi
      .all([this.id, pulumi.output(connection)])
      .apply(([id, known]) => deploymentUrl(programConnection(known), id));
    this.url = awaited(url);
  }
}

/** URL of its page in the UI. */
export const deploymentUrl = ({ uiUrl }: Connection, id: string): string => `${uiUrl}/deployments/deployment/${id}`;

const namingOf = ({ pullSteps, jobVariables, parameters, schedules = [] }: Partial<DeploymentInputs>) => ({
  worker: [pullSteps, jobVariables],
  parameters: [parameters, ...schedules.map((schedule) => schedule.parameters)],
});

const withoutBound = ({ maxScheduledRuns: _, ...schedule }: ScheduleInput): ScheduleInput => schedule;
