import { readAsWorker as read, type WorkersFolder } from "../cloud/worker-read.js";
import type { OperationContext } from "../engine/definition.js";
import { containerClient } from "./blob-client.js";
import { reasonOf } from "./blob-errors.js";

/** Where flow code lies. */
export interface BlobPlace {
  account: string;
  container: string;
  /** With a slash at its end, or `""`. */
  folder: string;
}

const defaultPatienceSeconds = 30;

/** @throws with the reason, when it cannot be read in the end, or a worker would fail on what is there */
export async function readAsWorker(
  place: BlobPlace,
  connectionString: string,
  context: OperationContext,
  patienceSeconds = defaultPatienceSeconds,
): Promise<void> {
  const client = containerClient(place, { get: () => undefined }, { connectionString });
  const folder: WorkersFolder = {
    async list() {
      const pages = client.listBlobsFlat({ prefix: place.folder }).byPage({ maxPageSize: 10 });
      const { value: page } = await pages.next();
      const blobs: { name: string; properties: { contentLength?: number } }[] = page?.segment.blobItems ?? [];
      refuseMarker(blobs);
      return blobs.map(({ name, properties }) => ({ key: name, size: properties.contentLength ?? 0 }));
    },
    read: ({ key, size }) => client.getBlobClient(key).downloadToBuffer(0, size > 0 ? 1 : 0),
  };
  const reader = "the worker's connection string";
  const delay = "a key that was renewed needs some seconds";
  await read(folder, { reader, delay, isRefusal, reasonOf }, context, patienceSeconds);
}

function refuseMarker(blobs: readonly { name: string }[]): void {
  const marker = blobs.find(({ name }) => name.endsWith("/"));
  if (!marker) return;
  throw new Error(`a worker fails on "${marker.name}", which stands for a folder; delete it, or choose another folder`);
}

const isRefusal = (error: unknown): boolean => [401, 403].includes((error as { statusCode?: number }).statusCode ?? 0);
