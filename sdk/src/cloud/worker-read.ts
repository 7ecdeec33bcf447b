import { setTimeout as sleep } from "node:timers/promises";
import type { OperationContext } from "../engine/definition.js";

/** An object as a listing shows it. */
export interface ListedObject {
  key: string;
  /** Bytes. */
  size: number;
}

/** A folder of flow code, as a worker opens it. */
export interface WorkersFolder {
  /** Lists the first objects of the folder. */
  list(): Promise<ListedObject[]>;
  /** Reads the first byte of an object; one that is empty has none and is read whole. */
  read(object: ListedObject): Promise<unknown>;
}

/** A worker's credentials, and what their cloud says of them. */
export interface WorkersCredentials {
  /** Who reads, in a sentence. */
  reader: string;
  /** Why new credentials may be refused for a time, as the end of a sentence. */
  delay: string;
  /** Whether an error refuses them: they, or their rights, may not be known everywhere yet. */
  isRefusal(error: unknown): boolean;
  reasonOf(error: unknown): string;
}

const firstWaitSeconds = 1;
const longestWaitSeconds = 15;

/**
 * Does what a worker does, for one object: lists the folder and reads. Waits while the cloud may not know the credentials
 * or their rights everywhere yet.
 *
 * @param patienceSeconds how long it waits in all
 * @throws with the reason, when it cannot be read in the end
 */
export async function readAsWorker(
  folder: WorkersFolder,
  { reader, delay, isRefusal, reasonOf }: WorkersCredentials,
  { say }: OperationContext,
  patienceSeconds: number,
): Promise<void> {
  const deadline = performance.now() + patienceSeconds * 1000;
  for (let wait = firstWaitSeconds; ; wait = Math.min(wait * 2, longestWaitSeconds)) {
    try {
      return await readOne(folder, reader, say);
    } catch (error) {
      const isLast = performance.now() + wait * 1000 > deadline;
      if (isLast || !isRefusal(error)) {
        const waited = isRefusal(error) ? `, also after ${patienceSeconds} s` : "";
        throw new Error(`${reader} cannot read it${waited}: ${reasonOf(error)}`, { cause: error });
      }
      if (wait === firstWaitSeconds) say(`is not open to ${reader} yet; waiting, as ${delay}`);
    }
    await sleep(wait * 1000);
  }
}

/** What stands for a folder is no file of the code. */
async function readOne({ list, read }: WorkersFolder, reader: string, say: OperationContext["say"]): Promise<void> {
  const object = (await list()).find(({ key }) => !key.endsWith("/"));
  if (object) await read(object);
  else say(`holds nothing yet: ${reader} may list it, and whether it may read is seen with the first file`);
}
