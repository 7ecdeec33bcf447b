import type { S3Client } from "@aws-sdk/client-s3";
import { loadOptional } from "../checks/optional-package.js";
import { s3Package } from "../cloud/store-packages.js";
import type { ConfigReader } from "../config.js";
import { type S3Settings, s3ClientConfig } from "./s3-settings.js";

/** The SDK, loaded when it is needed. */
export type S3Sdk = typeof import("@aws-sdk/client-s3");

export const loadS3 = (): S3Sdk => loadOptional(s3Package, () => require("@aws-sdk/client-s3"));

export async function s3Client(config: ConfigReader, settings?: S3Settings): Promise<S3Client> {
  const { S3Client } = loadS3();
  return new S3Client(await s3ClientConfig(config, settings));
}

/** Answers to a key that was deleted, renewed or good for some time only. */
const refusalsOfKeys = ["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"];

/**
 * A client with a key that may be older than this run, as a state has it: where the key is refused, the stack's own
 * credentials do the same. What is written is written with the key alone, which is that of the program.
 */
export async function lastingS3Client(config: ConfigReader, settings: S3Settings, key: S3Settings): Promise<S3Client> {
  const client = await s3Client(config, { ...settings, ...key });
  const send = client.send.bind(client) as (command: any, options?: any) => Promise<any>;
  client.send = (async (command: any, options?: any) => {
    try {
      return await send(command, options);
    } catch (error) {
      if (command.input.Body !== undefined || !refusalsOfKeys.includes((error as Error).name)) throw error;
      const own = await s3Client(config, settings);
      return own.send(command, options).catch(() => {
        throw error;
      });
    }
  }) as typeof client.send;
  return client;
}
