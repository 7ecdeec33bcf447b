import { setTimeout as sleep } from "node:timers/promises";
import type { Storage } from "@google-cloud/storage";
import { reasonOf } from "./gcs-errors.js";
import { KeyRefused } from "./service-account-key.js";

/** Where flow code lies. */
export interface GcsPlace {
  bucket: string;
  /** With a slash at its end, or `""`. */
  folder: string;
}

/** Google needs up to some minutes until a new key or grant works everywhere. */
const defaultPatienceSeconds = 180;
const firstWaitSeconds = 1;
const longestWaitSeconds = 15;

/**
 * Does what a worker does, for one object: lists the folder and reads. Waits while Google may not know the key or its
 * rights yet.
 *
 * @param reader who reads, in a sentence
 * @throws with the reason, when it cannot be read in the end
 */
export async function readAsWorker(
  storage: Storage,
  place: GcsPlace,
  reader: string,
  patienceSeconds = defaultPatienceSeconds,
): Promise<void> {
  const url = `gs://${place.bucket}/${place.folder}`;
  const deadline = performance.now() + patienceSeconds * 1000;
  for (let wait = firstWaitSeconds; ; wait = Math.min(wait * 2, longestWaitSeconds)) {
    try {
      return await readOne(storage, place);
    } catch (error) {
      const isLast = performance.now() + wait * 1000 > deadline;
      if (isLast || !mayPass(error)) {
        const waited = isLast && mayPass(error) ? `, also after ${patienceSeconds} s` : "";
        throw new Error(`${reader} cannot read ${url}${waited}: ${reasonOf(error)}`, { cause: error });
      }
      if (wait === firstWaitSeconds) {
        console.info(`waiting until Google lets ${reader} read ${url}, as a new key or grant takes up to some minutes`);
      }
    }
    await sleep(wait * 1000);
  }
}

async function readOne(storage: Storage, { bucket, folder }: GcsPlace): Promise<void> {
  const [files] = await storage.bucket(bucket).getFiles({ prefix: folder, maxResults: 10, autoPaginate: false });
  const file = files.find(({ name }) => !name.endsWith("/"));
  await file?.download({ validation: false, ...(Number(file.metadata.size) > 0 && { start: 0, end: 0 }) });
}

const mayPass = (error: unknown): boolean =>
  error instanceof KeyRefused || [401, 403].includes(Number((error as { code?: unknown }).code));
