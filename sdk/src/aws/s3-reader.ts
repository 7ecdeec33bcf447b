import { readAsWorker as read, type WorkersFolder } from "../cloud/worker-read.js";
import type { OperationContext } from "../engine/definition.js";
import { loadS3, s3Client } from "./s3-client.js";
import { s3Error } from "./s3-errors.js";
import type { S3Settings } from "./s3-settings.js";

/** Where flow code lies. */
export interface S3Place {
  bucket: string;
  /** With a slash at its end, or `""`. */
  folder: string;
}

/** @param settings with the worker's key, and none of what the uploader has */
export async function readAsWorker(
  place: S3Place,
  settings: S3Settings,
  context: OperationContext,
  patienceSeconds: number,
): Promise<void> {
  const { bucket, folder: Prefix } = place;
  const { ListObjectsV2Command, GetObjectCommand } = loadS3();
  const client = await s3Client({ get: () => undefined }, settings);
  const folder: WorkersFolder = {
    async list() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, MaxKeys: 10 }));
      return Contents.map(({ Key = "", Size = 0 }) => ({ key: Key, size: Size }));
    },
    async read({ key, size }) {
      const range = size > 0 ? { Range: "bytes=0-0" } : {};
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...range }));
      await Body?.transformToByteArray();
    },
  };
  const key = {
    reader: "the worker's key",
    delay: "a new key needs some seconds",
    isRefusal,
    reasonOf: (error: unknown) => s3Error(bucket, Prefix, error).message,
  };
  try {
    await read(folder, key, context, patienceSeconds);
  } finally {
    client.destroy();
  }
}

/** A new key or policy is refused in one of these ways until it is known everywhere. */
const isRefusal = (error: unknown): boolean =>
  [401, 403].includes((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0);
