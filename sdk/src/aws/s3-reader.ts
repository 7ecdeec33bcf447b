import { setTimeout as sleep } from "node:timers/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { loadS3, s3Client } from "./s3-client.js";
import { s3Error } from "./s3-errors.js";
import type { S3Settings } from "./s3-settings.js";

/** Where flow code lies. */
export interface S3Place {
  bucket: string;
  /** With a slash at its end, or `""`. */
  folder: string;
}

const firstWaitSeconds = 1;
const longestWaitSeconds = 10;

/**
 * Does what a worker does, for one object: lists the folder and reads. Waits while IAM may not know the key or its
 * rights everywhere yet.
 *
 * @param settings with the worker's key, and none of what the uploader has
 * @param patienceSeconds how long it waits in all
 * @throws with the reason, when it cannot be read in the end
 */
export async function readAsWorker(place: S3Place, settings: S3Settings, patienceSeconds: number): Promise<void> {
  const client = await s3Client({ get: () => undefined }, settings);
  const url = `s3://${place.bucket}/${place.folder}`;
  const deadline = performance.now() + patienceSeconds * 1000;
  try {
    for (let wait = firstWaitSeconds; ; wait = Math.min(wait * 2, longestWaitSeconds)) {
      try {
        return await readOne(client, place);
      } catch (error) {
        const isLast = performance.now() + wait * 1000 > deadline;
        if (!mayPass(error)) throw refusal(place, "", error);
        if (isLast) throw refusal(place, `, also after ${patienceSeconds} s`, error);
        if (wait === firstWaitSeconds) {
          console.info(`waiting until AWS lets the worker's key read ${url}, as a new key needs some seconds`);
        }
      }
      await sleep(wait * 1000);
    }
  } finally {
    client.destroy();
  }
}

async function readOne(client: S3Client, { bucket, folder }: S3Place): Promise<void> {
  const { ListObjectsV2Command, GetObjectCommand } = loadS3();
  const listed = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, MaxKeys: 10 }));
  const object = listed.Contents?.find(({ Key }) => !Key?.endsWith("/"));
  if (!object) {
    console.info(`s3://${bucket}/${folder} holds nothing yet; the worker's key may list it, and could read nothing`);
    return;
  }
  const range = object.Size ? { Range: "bytes=0-0" } : {};
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: object.Key, ...range }));
  await Body?.transformToByteArray();
}

/** A new key or policy is refused in one of these ways until it is known everywhere. */
const mayPass = (error: unknown): boolean =>
  [401, 403].includes((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0);

function refusal({ bucket, folder }: S3Place, waited: string, cause: unknown): Error {
  return new Error(`the worker's key cannot read it${waited}: ${s3Error(bucket, folder, cause).message}`, { cause });
}
