import { path } from "../api/client.js";
import { checkName } from "../checks/names.js";
import { collection, patchChanged } from "../engine/collection.js";
import { flag, integer, nameOf, text } from "../engine/field.js";
import { observed, toWire } from "../engine/field-table.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";
import { defaultQueue } from "./pool-queues.js";
import { releaseUsers, takeUsersBack } from "./pool-users.js";
import type { WorkPool } from "./work-pool.js";

const fields = {
  /**
   * Unique in its pool; without `/ % & < >`. A change replaces the queue.
   * @default the resource's name
   */
  name: text({ namedLikeResource: true, naturalKey: true, replaceOnChanges: true, sent: "create", check: checkName }),
  /** Work pool of the queue, or its name. A change replaces the queue. */
  workPool: nameOf<WorkPool>()({
    required: true,
    naturalKey: true,
    replaceOnChanges: true,
    wire: "work_pool_name",
    sent: "never",
  }),
  /** Description shown in the UI. @default none */
  description: text({ default: "" }),
  /** Maximum concurrent runs, at least 0, which lets none run. @default unlimited */
  concurrencyLimit: integer({ default: null, min: 0 }),
  /**
   * Priority among the pool's queues, at least 1; 1 is the highest. The server renumbers the others when one takes a
   * place, so give it to a pool's queues in ascending order or to none.
   * @default left to the server: last
   */
  priority: integer({ min: 1 }),
  /** Pauses the queue; workers pick up no runs of it. @default left to the server */
  paused: flag({ wire: "is_paused" }),
  /**
   * Deletes the queue even if deployments use it; they are left without a pool. One that takes its place under its name
   * gets them back.
   * @default false
   */
  forceDestroy: flag({ default: false, wire: false }),
};

/** The args of {@link WorkQueue}. */
export type WorkQueueArgs = ArgsOf<typeof fields>;

const Base: ResourceClass<typeof fields> = resource({
  kind: "WorkQueue",
  noun: "work queue",
  label: ({ workPool = "", name = "" }) => `${workPool}/${name}`,
  writtenKey: ["workPool", "name"],
  byName: ["update", "delete"],
  fields,
  ...collection("/work_queues/", fields, {
    byKey: ({ workPool, name }) => path`/work_pools/${workPool}/queues/${name}`,
    rows: "work_queues",
    // An answer that has no pool says nothing about it.
    observe: (wire) => observed(fields, wire, wire.work_pool_name === null ? { workPool: undefined } : {}),
  }),

  async create(client, inputs, context) {
    const { workPool, name } = inputs;
    const address = path`/work_pools/${workPool}/queues`;
    const body = toWire(fields, inputs, "create");
    const { id } = await client.post<{ id: string }>(address, body, { repeatable: true });
    await takeUsersBack(client, id, { workPool, workQueue: name }, context);
    return { id, state: {} };
  },

  async update(client, _, inputs, __, { changed }) {
    const { workPool, name } = inputs;
    const address = path`/work_pools/${workPool}/queues/${name}`;
    await patchChanged(client, address, toWire(fields, inputs, "update", changed));
    return {};
  },

  async delete(client, _, { workPool, name, forceDestroy }, { say }) {
    if (name === defaultQueue) return say("stays: every pool keeps its default queue");
    await releaseUsers(client, { workPool, workQueue: name }, forceDestroy, "another queue");
    await client.delete(path`/work_pools/${workPool}/queues/${name}`);
  },
});

/**
 * A work queue of a work pool. Every pool has one named `default`, which cannot be deleted. Deleting another one is refused
 * while deployments use it.
 *
 * @example
 * ```ts
 * new syntask.WorkQueue("urgent", { workPool: pool, priority: 1 });
 * ```
 */
export class WorkQueue extends Base {}
