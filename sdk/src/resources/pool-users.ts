import { type Client, path } from "../api/client.js";
import { ApiError } from "../api/errors.js";
import { textsIn } from "../api/redaction.js";
import type { Json, OperationContext } from "../engine/definition.js";
import { oneLine, PartialCreateError } from "../engine/errors.js";
import { listOfNames } from "../engine/value-text.js";

/** A deployment as far as its place in a pool goes. */
interface PoolUser {
  id: string;
  name: string;
  work_pool_name: string | null;
  work_queue_name: string | null;
  job_variables: Record<string, Json>;
}

/** A pool or one of its queues, as the deployments that use it are found. */
export interface PoolPlace {
  workPool: string;
  /** Name of the queue, where only what uses this one counts. */
  workQueue?: string;
}

/** What lost its pool in this run because the pool or the queue was deleted, until one of the same name takes it back. */
const detached = new WeakMap<Client, Map<string, PoolUser[]>>();

const keyOf = ({ workPool, workQueue }: PoolPlace): string => JSON.stringify([workPool, workQueue]);

export const usersOf = (client: Client, { workPool, workQueue }: PoolPlace): Promise<PoolUser[]> =>
  client.list<PoolUser>("/deployments/filter", {
    work_pools: { name: { any_: [workPool] } },
    ...(workQueue === undefined ? {} : { work_pool_queues: { name: { any_: [workQueue] } } }),
  });

/**
 * Looks for deployments that would be without a pool if this were deleted.
 *
 * @param forceDestroy whether they may be; a pool or queue that is made in its place in this run takes them back
 * @param elsewhere where they could go instead
 * @throws with their names when they may not
 */
export async function releaseUsers(
  client: Client,
  place: PoolPlace,
  forceDestroy: boolean | undefined,
  elsewhere: string,
): Promise<void> {
  const users = await usersOf(client, place);
  if (users.length > 0 && !forceDestroy) {
    const [deployments, them] = users.length === 1 ? ["deployment", "it"] : ["deployments", "them"];
    throw new Error(
      `is used by ${deployments} ${listOfNames(users)}, which would have no pool then; move ${them} to ${elsewhere}, or run \`pulumi up\` with \`forceDestroy: true\` on this one first`,
    );
  }
  const lost = detached.get(client) ?? new Map<string, PoolUser[]>();
  detached.set(client, lost.set(keyOf(place), users));
}

/** Gives a new pool or queue the deployments that the one in whose place it stands had. */
export async function takeUsersBack(
  client: Client,
  id: string,
  place: PoolPlace,
  { say }: OperationContext,
): Promise<void> {
  const users = detached.get(client)?.get(keyOf(place)) ?? [];
  detached.get(client)?.delete(keyOf(place));
  const results = await Promise.all(users.map((user) => attach(client, user).catch((error) => refusal(user, error))));
  const back = users.filter((_, index) => results[index] === true);
  if (back.length > 0)
    say(`has ${back.length === 1 ? "deployment" : "deployments"} ${listOfNames(back)} again, which used the old one`);
  const refused = results.filter((result) => typeof result === "string");
  if (refused.length > 0) throw new PartialCreateError(id, {}, new Error(refused.join("; ")));
}

/** @returns false when it is gone, or has a pool again */
async function attach(client: Client, { id, work_pool_name, work_queue_name }: PoolUser): Promise<boolean> {
  const current = await client.find<PoolUser>(path`/deployments/${id}`);
  if (!current || current.work_pool_name !== null) return false;
  const { job_variables } = current;
  await client.patch(path`/deployments/${id}`, { work_pool_name, work_queue_name, job_variables });
  return true;
}

function refusal({ name, job_variables }: PoolUser, error: unknown): string {
  const shown = error instanceof ApiError ? error.without(textsIn(job_variables)) : error;
  return `deployment "${name}" used the old one and has no pool now: ${oneLine(shown)}; change its \`jobVariables\``;
}
