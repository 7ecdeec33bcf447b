import { type Client, path } from "../api/client.js";
import { PartialCreateError } from "../engine/errors.js";

interface Queue {
  name: string;
  description: string | null;
  concurrency_limit: number | null;
  priority: number;
  is_paused: boolean;
}

/** Queues that went with a pool that was deleted in this run, until one of the same name takes its place. */
const released = new WeakMap<Client, Map<string, Queue[]>>();

/** Remembers the queues of a pool that is about to be deleted. */
export async function releaseQueues(client: Client, workPool: string): Promise<void> {
  const queues = await client.list<Queue>(path`/work_pools/${workPool}/queues/filter`);
  const pools = released.get(client) ?? new Map<string, Queue[]>();
  released.set(client, pools.set(workPool, queues));
}

/**
 * Makes the queues anew in a pool that stands in the place of another.
 *
 * @param id of the pool, which is made by now
 */
export async function takeQueuesBack(client: Client, id: string, workPool: string): Promise<void> {
  const queues = released.get(client)?.get(workPool) ?? [];
  released.get(client)?.delete(workPool);
  try {
    // A queue that takes a place moves those behind it, so the first goes first.
    for (const queue of queues.sort((left, right) => left.priority - right.priority)) {
      await makeAnew(client, workPool, queue);
    }
  } catch (error) {
    throw new PartialCreateError(id, {}, error);
  }
}

async function makeAnew(client: Client, workPool: string, queue: Queue): Promise<void> {
  const { name, description, concurrency_limit, priority, is_paused } = queue;
  const settings = { description: description ?? "", concurrency_limit, priority, is_paused };
  if (name === defaultQueue) await client.patch(path`/work_pools/${workPool}/queues/${name}`, settings);
  else await client.post(path`/work_pools/${workPool}/queues`, { name, ...settings }, { repeatable: true });
}

/** Every pool has it; deleting it answers 500. Source: `docs/server-rules.md`, "Work pools". */
export const defaultQueue = "default";
