import { type Client, path } from "../api/client.js";
import { ApiError } from "../api/errors.js";

/** A worker as the server knows it: the record stays when the worker is gone. */
export interface WorkerRecord {
  name: string;
  status: "ONLINE" | "OFFLINE";
}

/**
 * Workers of a pool whose name is a given one, or begins with it and a dash.
 *
 * @returns none when there is no such pool
 */
export async function workersOf(client: Client, workPool: string, workerName: string): Promise<WorkerRecord[]> {
  try {
    const records = await client.list<WorkerRecord>(path`/work_pools/${workPool}/workers/filter`);
    return records.filter(({ name }) => name === workerName || name.startsWith(`${workerName}-`));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404 && error.saysGone) return [];
    throw error;
  }
}

/** Deletes the records of workers that are gone. */
export async function deleteWorkers(client: Client, workPool: string, workerName: string): Promise<void> {
  for (const { name } of await workersOf(client, workPool, workerName)) {
    await client.delete(path`/work_pools/${workPool}/workers/${name}`);
  }
}
