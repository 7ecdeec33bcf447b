import type { Storage } from "@google-cloud/storage";
import { readAsWorker as read, type WorkersFolder } from "../cloud/worker-read.js";
import type { OperationContext } from "../engine/definition.js";
import { gcsError } from "./gcs-errors.js";
import { KeyRefused } from "./service-account-key.js";

/** Where flow code lies. */
export interface GcsPlace {
  bucket: string;
  /** With a slash at its end, or `""`. */
  folder: string;
}

/** Google needs up to some minutes until a new key or grant works everywhere. */
const defaultPatienceSeconds = 180;

/** @param reader who reads, in a sentence */
export async function readAsWorker(
  storage: Storage,
  { bucket, folder: prefix }: GcsPlace,
  reader: string,
  context: OperationContext,
  patienceSeconds = defaultPatienceSeconds,
): Promise<void> {
  const folder: WorkersFolder = {
    async list() {
      const [files] = await storage.bucket(bucket).getFiles({ prefix, maxResults: 10, autoPaginate: false });
      return files.map(({ name, metadata }) => ({ key: name, size: Number(metadata.size) }));
    },
    read: ({ key, size }) =>
      storage
        .bucket(bucket)
        .file(key)
        .download({ validation: false, ...(size > 0 && { start: 0, end: 0 }) }),
  };
  const reasonOf = (error: unknown) => gcsError(bucket, prefix, error).message;
  const delay = "a new key or grant takes up to some minutes";
  await read(folder, { reader, delay, isRefusal, reasonOf }, context, patienceSeconds);
}

const isRefusal = (error: unknown): boolean =>
  error instanceof KeyRefused || [401, 403].includes(Number((error as { code?: unknown }).code));
