import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { checkName, checkReserved } from "../checks/names.js";
import { collection, patchChanged } from "../engine/collection.js";
import type { Json, Observed } from "../engine/definition.js";
import { anyOf, flag, type InputsOf, integer, map, text, type Wire } from "../engine/field.js";
import { observed, toWire } from "../engine/field-table.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";
import { valuesAt, withConfiguration, withOriginalParts, withoutKeptOut } from "./job-configuration.js";
import { checkJobDefaults } from "./job-variables/template-check.js";
import { type JobVariables, jobValues, referring } from "./job-variables/values.js";
import { tellOfMissing } from "./named-objects.js";
import { releaseQueues, takeQueuesBack } from "./pool-queues.js";
import { releaseUsers, takeUsersBack } from "./pool-users.js";
import {
  checkStorageConfiguration,
  observedStorage,
  storageNeeds,
  storageToWrite,
  type WorkPoolStorageConfiguration,
  type WorkPoolStorageConfigurationArgs,
} from "./work-pool-storage.js";
import {
  checkTemplate,
  defaultsOf,
  defaultTemplate,
  type JobTemplate,
  withDefaults,
  withOriginals,
} from "./work-pool-template.js";

export const fields = {
  /**
   * Unique in the workspace; without `/ % & < >`. A change replaces the pool.
   * @default the resource's name
   */
  name: text({
    namedLikeResource: true,
    naturalKey: true,
    replaceOnChanges: true,
    sent: "create",
    check(property, name, failures, context) {
      checkName(property, name, failures);
      checkReserved(property, name, failures, context);
    },
  }),
  /**
   * Type of infrastructure that runs jobs: `process`, `docker`, `kubernetes`, `ecs`, `azure-container-instance`, `cloud-run`,
   * `cloud-run-v2`, `vertex-ai`, or a type that the server knows besides. A change replaces the pool.
   */
  type: text({ required: true, replaceOnChanges: true, sent: "create" }),
  /** Base job template: `job_configuration` and `variables`. @default the server's for the type, left to the server */
  baseJobTemplate: anyOf<JobTemplate, pulumi.Input<Record<string, pulumi.Input<Json>>>>()({
    sent: "never",
    check: checkTemplate,
  }),
  /**
   * Default values of the template's job variables, in camel case or by the names that the template has. Other variables
   * keep the template's. Memory and CPU may be given with a unit: `"2 GiB"`, `"0.5 vCPU"`.
   * @default none
   */
  jobDefaults: map({ default: {}, wire: false }),
  /**
   * What the template's job configuration has besides, by the names that it has there and at any depth; in a list each item
   * stands at its position. Runs get it whatever their job variables say. A variable of the environment that is `null` in `env` is
   * kept from them.
   * @default {}
   */
  jobConfiguration: map({ default: {}, wire: false }),
  /** Description shown in the UI. @default none */
  description: text({ default: null }),
  /** Maximum concurrent runs, at least 0, which lets none run. @default unlimited */
  concurrencyLimit: integer({ default: null, min: 0 }),
  /** Pauses the pool; workers pick up no runs. @default left to the server */
  paused: flag({ wire: "is_paused" }),
  /**
   * Where the code of flows is stored that are sent to the pool without a deployment, and the results of its runs. What it does not
   * name stays. Needs a server of version 3.2.15 or later.
   * @default {}
   */
  storageConfiguration: anyOf<WorkPoolStorageConfiguration, pulumi.Input<WorkPoolStorageConfigurationArgs>>()({
    default: {},
    since: "3.2.15",
    sent: "never",
    keptUnlessDeclared: true,
    check: checkStorageConfiguration,
  }),
  /**
   * Deletes the pool even if deployments use it; they are left without a pool. One that takes its place under its name,
   * because of another `type`, gets them back.
   * @default false
   */
  forceDestroy: flag({ default: false, wire: false }),
};

type WorkPoolInputs = InputsOf<typeof fields>;

/**
 * The args of {@link WorkPool}.
 *
 * @typeParam Type the pool's type, from which the names and types of `jobDefaults` follow
 */
export type WorkPoolArgs<Type extends string = string> = ArgsOf<
  typeof fields,
  { type: pulumi.Input<Type>; jobDefaults: pulumi.Input<JobVariables<Type>> }
>;

const Base: ResourceClass<typeof fields> = resource({
  kind: "WorkPool",
  noun: "work pool",
  byName: ["update", "delete"],
  fields,
  async check(inputs, failures, context) {
    await checkJobDefaults(inputs, failures, context);
    if (failures.lines.length === 0) await tellOfMissing(namingOf(inputs), namingOf(context.olds ?? {}), context);
  },
  normalize: ({ jobDefaults, type, baseJobTemplate, ...inputs }, values) => ({
    ...inputs,
    type,
    baseJobTemplate,
    jobDefaults: jobValues(jobDefaults, type, values, variablesOf(baseJobTemplate)),
  }),
  ...collection("/work_pools/", fields, {
    byKey: ({ name }) => path`/work_pools/${name}`,
    rows: "work_pools",
    observe,
  }),

  needs: ({ storageConfiguration }) => storageNeeds(storageConfiguration),

  namesakes: async (client, { name }) => ({ name, others: await client.names("work_pools") }),

  async describeChange(olds, news) {
    if (olds.type === news.type || olds.name !== news.name) return [];
    return ["gives its queues and deployments to the new one of its name"];
  },

  async create(client, inputs, context) {
    const { name, type, baseJobTemplate } = inputs;
    const template = completed(baseJobTemplate ?? (await defaultTemplate(client, type)), inputs);
    const body = {
      is_paused: false,
      ...toWire(fields, inputs, "create"),
      ...storageToWrite(undefined, {}, inputs.storageConfiguration),
      base_job_template: template,
    };
    const { id } = await client.post<{ id: string }>("/work_pools/", body, { repeatable: true });
    await takeQueuesBack(client, id, name);
    await takeUsersBack(client, id, { workPool: name }, context);
    return { id, state: {} };
  },

  async update(client, _, inputs, olds, { changed }) {
    const templateOf = ({ baseJobTemplate, jobDefaults, jobConfiguration }: WorkPoolInputs) => ({
      baseJobTemplate,
      jobDefaults,
      jobConfiguration,
    });
    const isTemplateKept = isDeepStrictEqual(templateOf(inputs), templateOf(olds));
    await patchChanged(client, path`/work_pools/${inputs.name}`, {
      ...toWire(fields, inputs, "update", changed),
      ...(isTemplateKept ? {} : { base_job_template: await changedTemplate(client, inputs, olds) }),
      ...(changed.includes("storageConfiguration") ? await changedStorage(client, inputs, olds) : {}),
    });
    return {};
  },

  async delete(client, _, { name, forceDestroy }) {
    await releaseUsers(client, { workPool: name }, forceDestroy, "a pool of another name");
    await releaseQueues(client, name);
    await client.delete(path`/work_pools/${name}`);
  },
});

/**
 * A work pool: workers of one type pick up its runs. Deleting one, or replacing it under the same name, is refused while deployments use it.
 *
 * @example
 * ```ts
 * new syntask.WorkPool("etl", { type: "docker", jobDefaults: { memLimit: "2 GiB", autoRemove: true } });
 * ```
 */
export class WorkPool<Type extends string = string> extends Base {
  declare readonly type: pulumi.Output<Type>;

  constructor(name: string, args: WorkPoolArgs<Type>, opts?: pulumi.CustomResourceOptions) {
    super(name, { ...args, jobDefaults: referring(args.jobDefaults) }, opts);
  }
}

const namingOf = ({ baseJobTemplate, jobDefaults, jobConfiguration }: Partial<WorkPoolInputs>) => ({
  worker: [baseJobTemplate, jobDefaults, jobConfiguration],
});

/** Names that a template of the user's own has. */
function variablesOf(template: WorkPoolArgs["baseJobTemplate"]): string[] {
  const { variables } = (template ?? {}) as Partial<JobTemplate>;
  return Object.keys(variables?.properties ?? {});
}

/** A template with the values that the program gives beside it. */
const completed = (template: JobTemplate, { jobDefaults, jobConfiguration }: Partial<WorkPoolInputs>): JobTemplate =>
  withConfiguration(withDefaults(template, jobDefaults), jobConfiguration);

/** The user's template, else the pool's own, in which a default that is not set any more is the type's again. */
async function changedTemplate(client: Client, inputs: WorkPoolInputs, olds: WorkPoolInputs): Promise<JobTemplate> {
  const { name, type, baseJobTemplate, jobDefaults } = inputs;
  if (baseJobTemplate) return completed(baseJobTemplate, inputs);
  const noLongerSet = Object.keys(olds.jobDefaults ?? {}).filter((variable) => !(variable in (jobDefaults ?? {})));
  const original = await defaultTemplate(client, type);
  if (olds.baseJobTemplate) return completed(original, inputs);
  const { base_job_template: current } = await client.get<{ base_job_template: JobTemplate }>(
    path`/work_pools/${name}`,
  );
  // A pool that was made by hand may have no template yet.
  const base = current.variables ? withOriginals(current, original, noLongerSet) : original;
  return completed(withOriginalParts(base, original, Object.keys(olds.jobConfiguration ?? {})), inputs);
}

/** A PATCH sets all parts of it at once, so those that the program does not name are sent as they are. */
async function changedStorage(client: Client, inputs: WorkPoolInputs, olds: WorkPoolInputs): Promise<Wire> {
  const wire = await client.get<Wire>(path`/work_pools/${inputs.name}`);
  return storageToWrite(wire.storage_configuration, olds.storageConfiguration, inputs.storageConfiguration);
}

/** Of the template's defaults only those that the user sets are shown: all others are the server's. */
function observe(wire: Wire, declared: Partial<WorkPoolInputs>): Observed<WorkPoolInputs, object> {
  const template = wire.base_job_template as JobTemplate;
  const jobDefaults = defaultsOf(withoutKeptOut(template), Object.keys(declared.jobDefaults ?? {}));
  const jobConfiguration = valuesAt(template.job_configuration ?? {}, declared.jobConfiguration ?? {});
  const { baseJobTemplate } = declared;
  const whole = { jobDefaults, jobConfiguration };
  const isDeclared = baseJobTemplate && isDeepStrictEqual(template, completed(baseJobTemplate, whole));
  return observed(fields, wire, {
    baseJobTemplate: isDeclared ? baseJobTemplate : template,
    ...whole,
    storageConfiguration: observedStorage(wire.storage_configuration, declared),
  });
}
