import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerClient } from "@azure/storage-blob";
import { containerClient } from "./blob-client.js";
import { reasonOf } from "./blob-errors.js";

/** Where flow code lies. */
export interface BlobPlace {
  account: string;
  container: string;
  /** With a slash at its end, or `""`. */
  folder: string;
}

const patienceSeconds = 30;
const waitSeconds = 3;

/**
 * Does what a worker does, for one object: lists the folder and reads. Waits a little while Azure refuses, as it may not
 * know a renewed key everywhere yet.
 *
 * @throws with the reason, when it cannot be read in the end
 */
export async function readAsWorker(place: BlobPlace, connectionString: string, patience = patienceSeconds) {
  const client = containerClient(place, { get: () => undefined }, { connectionString });
  const deadline = performance.now() + patience * 1000;
  const address = `${place.account}/${place.container}/${place.folder}`;
  for (;;) {
    try {
      return await readOne(client, place.folder, address);
    } catch (error) {
      if (!mayPass(error) || performance.now() + waitSeconds * 1000 > deadline) {
        throw new Error(`the worker's connection string cannot read it: ${reasonOf(error)}`, { cause: error });
      }
      await sleep(waitSeconds * 1000);
    }
  }
}

async function readOne(client: ContainerClient, folder: string, address: string): Promise<void> {
  const pages = client.listBlobsFlat({ prefix: folder }).byPage({ maxPageSize: 10 });
  const { value: page } = await pages.next();
  const names: { name: string; properties: { contentLength?: number } }[] = page?.segment.blobItems ?? [];
  const marker = names.find(({ name }) => name.endsWith("/"));
  if (marker) {
    throw new Error(
      `a worker fails on "${marker.name}", which stands for a folder; delete it, or choose another folder`,
    );
  }
  const [first] = names;
  if (!first) {
    console.info(`${address} holds nothing yet; the worker may list it, and could read nothing`);
    return;
  }
  const { contentLength } = first.properties;
  await client.getBlobClient(first.name).downloadToBuffer(0, contentLength ? 1 : 0);
}

const mayPass = (error: unknown): boolean => [401, 403].includes((error as { statusCode?: number }).statusCode ?? 0);
