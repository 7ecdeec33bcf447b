import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { define, type Json, type Observed, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { checkBound } from "./bounds.js";
import { checkJobDefaults } from "./job-defaults-check.js";
import { type JobVariables, jobValues } from "./job-values.js";
import { checkName, checkReserved } from "./names.js";
import { releaseQueues, takeQueuesBack } from "./pool-queues.js";
import { releaseUsers, takeUsersBack } from "./pool-users.js";
import {
  checkTemplate,
  defaultsOf,
  defaultTemplate,
  type JobTemplate,
  withDefaults,
  withOriginals,
} from "./work-pool-template.js";
import { workerAdvice } from "./worker-advice.js";

/** @typeParam Type the pool's type, from which the names and types of `jobDefaults` follow */
export interface WorkPoolArgs<Type extends string = string> extends CommonArgs {
  /**
   * Unique in the workspace; without `/ % & < >`. A change replaces the pool.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /**
   * What its workers run jobs on: `process`, `docker`, `kubernetes`, `ecs`, `azure-container-instance`, `cloud-run`,
   * `cloud-run-v2`, `vertex-ai`, or a type that the server knows besides. A change replaces the pool.
   */
  type: pulumi.Input<Type>;
  /** How a worker makes a job: `job_configuration` and `variables`. @default the server's for the type, left to the server */
  baseJobTemplate?: pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /**
   * Defaults of the template's variables, in camel case or by the names the template has. Others keep the template's.
   * Memory and processors may be given with a unit: `"2 GiB"`, `"0.5 vCPU"`.
   * @default none
   */
  jobDefaults?: pulumi.Input<JobVariables<Type>>;
  /** @default none */
  description?: pulumi.Input<string>;
  /** Most runs at one time, from 0. @default no bound */
  concurrencyLimit?: pulumi.Input<number>;
  /** Whether its workers rest. @default left to the server */
  paused?: pulumi.Input<boolean>;
  /**
   * Whether the pool may be deleted while deployments use it; they then have no pool. One that takes its place under its
   * name, because of another `type`, has them again.
   * @default false
   */
  forceDestroy?: pulumi.Input<boolean>;
}

/**
 * A pool of workers of one type. Deleting one, or replacing it under the same name, is refused while deployments use it.
 *
 * @example
 * ```ts
 * new syntask.WorkPool("etl", { type: "docker", jobDefaults: { memLimit: "2 GiB", autoRemove: true } });
 * ```
 */
export class WorkPool<Type extends string = string> extends SyntaskResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly type: pulumi.Output<Type>;
  declare readonly jobDefaults: pulumi.Output<Record<string, Json> | undefined>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly concurrencyLimit: pulumi.Output<number | undefined>;
  declare readonly paused: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: WorkPoolArgs<Type>, opts?: pulumi.CustomResourceOptions) {
    const jobDefaults = jobValues(args.jobDefaults, args.type, variablesOf(args.baseJobTemplate));
    super(WorkPool.definition, name, { ...args, name: args.name ?? name, jobDefaults }, opts);
  }

  /** @internal */
  static readonly definition = define<WorkPoolInputs>({
    kind: "WorkPool",
    noun: "work pool",
    label: ({ name }) => name ?? "",
    properties: [
      "name",
      "type",
      "baseJobTemplate",
      "jobDefaults",
      "description",
      "concurrencyLimit",
      "paused",
      "forceDestroy",
    ],
    replaceOn: ["name", "type"],
    naturalKey: ["name"],
    byName: ["update", "delete"],
    defaults: { jobDefaults: {}, description: null, concurrencyLimit: null, forceDestroy: false },

    async check(inputs, problems, context) {
      const { name, baseJobTemplate, concurrencyLimit } = inputs;
      checkName("name", name, problems);
      checkReserved("name", name, context, problems);
      checkTemplate(baseJobTemplate, problems);
      checkBound("concurrencyLimit", concurrencyLimit, problems);
      await checkJobDefaults(inputs, problems, context);
    },

    async describeChange(olds, news) {
      if (olds.type === news.type || olds.name !== news.name) return [];
      return ["gives its queues and deployments to the new one of its name"];
    },

    async find(client, inputs) {
      const pool = await client.find<WireWorkPool>(path`/work_pools/${inputs.name}`);
      return pool && observe(pool, inputs);
    },

    async create(client, inputs, context) {
      const { name, type, paused = false } = inputs;
      const template = withDefaults(
        inputs.baseJobTemplate ?? (await defaultTemplate(client, type)),
        inputs.jobDefaults,
      );
      const body = { name, type, is_paused: paused, ...editable(inputs), base_job_template: template };
      const { id } = await client.post<WireWorkPool>("/work_pools/", body, { repeatable: true });
      await takeQueuesBack(client, id, name);
      await takeUsersBack(client, id, { workPool: name }, context);
      return { id, state: {} };
    },

    async read(client, id, olds) {
      const pool = await client.byId<WireWorkPool>("work_pools", id);
      return pool && observe(pool, olds);
    },

    async update(client, _, inputs, olds) {
      const { name, paused, baseJobTemplate, jobDefaults } = inputs;
      const templateChanged = !isDeepStrictEqual(
        { baseJobTemplate, jobDefaults },
        { baseJobTemplate: olds.baseJobTemplate, jobDefaults: olds.jobDefaults },
      );
      await client.patch(path`/work_pools/${name}`, {
        ...editable(inputs),
        ...(paused === undefined ? {} : { is_paused: paused }),
        ...(templateChanged ? { base_job_template: await changedTemplate(client, inputs, olds) } : {}),
      });
      return {};
    },

    advice: (client, { name }) => workerAdvice(client, name),

    async delete(client, _, { name, forceDestroy }) {
      await releaseUsers(client, { workPool: name }, forceDestroy, "a pool of another name");
      await releaseQueues(client, name);
      await client.delete(path`/work_pools/${name}`);
    },
  });
}

interface WorkPoolInputs extends ProviderInputs {
  name: string;
  type: string;
  baseJobTemplate?: JobTemplate;
  jobDefaults?: Record<string, Json>;
  description?: string;
  concurrencyLimit?: number;
  paused?: boolean;
  forceDestroy?: boolean;
}

interface WireWorkPool {
  id: string;
  created: string;
  name: string;
  type: string;
  base_job_template: JobTemplate;
  description: string | null;
  concurrency_limit: number | null;
  is_paused: boolean;
}

/** Names that a template of the user's own has. */
function variablesOf(template: WorkPoolArgs["baseJobTemplate"]): string[] {
  const { variables } = (template ?? {}) as Partial<JobTemplate>;
  return Object.keys(variables?.properties ?? {});
}

const editable = ({ description, concurrencyLimit }: WorkPoolInputs) => ({
  description: description ?? null,
  concurrency_limit: concurrencyLimit ?? null,
});

/** The user's template, else the pool's own, in which a default that is not set any more is the type's again. */
async function changedTemplate(
  client: Client,
  { name, type, baseJobTemplate, jobDefaults }: WorkPoolInputs,
  olds: WorkPoolInputs,
): Promise<JobTemplate> {
  if (baseJobTemplate) return withDefaults(baseJobTemplate, jobDefaults);
  const noLongerSet = Object.keys(olds.jobDefaults ?? {}).filter((variable) => !(variable in (jobDefaults ?? {})));
  const original = await defaultTemplate(client, type);
  if (olds.baseJobTemplate) return withDefaults(original, jobDefaults);
  const { base_job_template: current } = await client.get<WireWorkPool>(path`/work_pools/${name}`);
  // A pool that was made by hand may have no template yet.
  const base = current.variables ? withOriginals(current, original, noLongerSet) : original;
  return withDefaults(base, jobDefaults);
}

/** Of the template's defaults only those that the user sets are shown: all others are the server's. */
function observe(wire: WireWorkPool, declared: Partial<WorkPoolInputs>): Observed<WorkPoolInputs, object> {
  const { base_job_template: template } = wire;
  const jobDefaults = defaultsOf(template, Object.keys(declared.jobDefaults ?? {}));
  const { baseJobTemplate } = declared;
  const isDeclared = baseJobTemplate && isDeepStrictEqual(template, withDefaults(baseJobTemplate, jobDefaults));
  return {
    id: wire.id,
    created: wire.created,
    inputs: {
      name: wire.name,
      type: wire.type,
      baseJobTemplate: isDeclared ? baseJobTemplate : template,
      jobDefaults,
      description: wire.description,
      concurrencyLimit: wire.concurrency_limit,
      paused: wire.is_paused,
    },
    state: {},
  };
}
