import type * as pulumi from "@pulumi/pulumi";
import { path } from "../api/client.js";
import { define, type Observed, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { checkBound, checkLimit } from "./bounds.js";
import { nameOf } from "./name-of.js";
import { checkName } from "./names.js";
import { defaultQueue } from "./pool-queues.js";
import { releaseUsers, takeUsersBack } from "./pool-users.js";
import type { WorkPool } from "./work-pool.js";

export interface WorkQueueArgs extends CommonArgs {
  /**
   * Unique in its pool; without `/ % & < >`. A change replaces the queue.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Its pool, or the pool's name. A change replaces the queue. */
  workPool: pulumi.Input<string> | WorkPool;
  /** @default none */
  description?: pulumi.Input<string>;
  /** Most runs at one time, from 0. @default no bound */
  concurrencyLimit?: pulumi.Input<number>;
  /**
   * Rank among the pool's queues, from 1, which is the first. The server renumbers the others when one takes a place,
   * so give it to a pool's queues in ascending order or to none.
   * @default left to the server: last
   */
  priority?: pulumi.Input<number>;
  /** Whether it gives out no runs. @default left to the server */
  paused?: pulumi.Input<boolean>;
  /**
   * Whether the queue may be deleted while deployments use it; they then have no pool. One that takes its place under its
   * name has them again.
   * @default false
   */
  forceDestroy?: pulumi.Input<boolean>;
}

/**
 * A queue of a work pool. Every pool has one named `default`, which cannot be deleted. Deleting another one is refused
 * while deployments use it.
 *
 * @example
 * ```ts
 * new syntask.WorkQueue("urgent", { workPool: pool, priority: 1 });
 * ```
 */
export class WorkQueue extends SyntaskResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly workPool: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly concurrencyLimit: pulumi.Output<number | undefined>;
  declare readonly priority: pulumi.Output<number | undefined>;
  declare readonly paused: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: WorkQueueArgs, opts?: pulumi.CustomResourceOptions) {
    super(WorkQueue.definition, name, { ...args, name: args.name ?? name, workPool: nameOf(args.workPool) }, opts);
  }

  /** @internal */
  static readonly definition = define<WorkQueueInputs>({
    kind: "WorkQueue",
    noun: "work queue",
    label: ({ workPool = "", name = "" }) => `${workPool}/${name}`,
    properties: ["name", "workPool", "description", "concurrencyLimit", "priority", "paused", "forceDestroy"],
    replaceOn: ["name", "workPool"],
    naturalKey: ["name", "workPool"],
    byName: ["update", "delete"],
    defaults: { description: "", concurrencyLimit: null, forceDestroy: false },

    check({ name, concurrencyLimit, priority }, problems) {
      checkName("name", name, problems);
      checkBound("concurrencyLimit", concurrencyLimit, problems);
      checkLimit("priority", priority, problems);
    },

    async find(client, { workPool, name }) {
      const queue = await client.find<WireWorkQueue>(path`/work_pools/${workPool}/queues/${name}`);
      return queue && observe(queue);
    },

    async create(client, inputs, context) {
      const body = { name: inputs.name, ...toWire(inputs) };
      const { id } = await client.post<WireWorkQueue>(path`/work_pools/${inputs.workPool}/queues`, body, {
        repeatable: true,
      });
      await takeUsersBack(client, id, { workPool: inputs.workPool, workQueue: inputs.name }, context);
      return { id, state: {} };
    },

    async read(client, id) {
      const queue = await client.byId<WireWorkQueue>("work_queues", id);
      return queue && observe(queue);
    },

    async update(client, _, inputs) {
      await client.patch(path`/work_pools/${inputs.workPool}/queues/${inputs.name}`, toWire(inputs));
      return {};
    },

    async delete(client, _, { workPool, name, forceDestroy }, { say }) {
      if (name === defaultQueue) return say("stays: every pool keeps its default queue");
      await releaseUsers(client, { workPool, workQueue: name }, forceDestroy, "another queue");
      await client.delete(path`/work_pools/${workPool}/queues/${name}`);
    },
  });
}

interface WorkQueueInputs extends ProviderInputs {
  name: string;
  workPool: string;
  description?: string;
  concurrencyLimit?: number;
  priority?: number;
  paused?: boolean;
  forceDestroy?: boolean;
}

interface WireWorkQueue {
  id: string;
  created: string;
  name: string;
  work_pool_name: string | null;
  description: string | null;
  concurrency_limit: number | null;
  priority: number;
  is_paused: boolean;
}

const toWire = ({ description, concurrencyLimit, priority, paused }: WorkQueueInputs) => ({
  description: description ?? "",
  concurrency_limit: concurrencyLimit ?? null,
  priority,
  is_paused: paused,
});

const observe = (wire: WireWorkQueue): Observed<WorkQueueInputs, object> => ({
  id: wire.id,
  created: wire.created,
  inputs: {
    name: wire.name,
    workPool: wire.work_pool_name ?? undefined,
    description: wire.description ?? "",
    concurrencyLimit: wire.concurrency_limit,
    priority: wire.priority,
    paused: wire.is_paused,
  },
  state: {},
});
