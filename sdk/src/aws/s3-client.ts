import type { S3Client } from "@aws-sdk/client-s3";
import type { ConfigReader } from "../config.js";
import { type S3Settings, s3ClientConfig } from "./s3-settings.js";

/** The SDK, loaded when it is needed. */
export type S3Sdk = typeof import("@aws-sdk/client-s3");

/** @throws with the line that installs it */
export function loadS3(): S3Sdk {
  try {
    return require("@aws-sdk/client-s3") as S3Sdk;
  } catch (cause) {
    throw new Error("S3 needs a package that is not installed; run `npm install @aws-sdk/client-s3`", { cause });
  }
}

export async function s3Client(config: ConfigReader, settings?: S3Settings): Promise<S3Client> {
  // A preview is no place for what the SDK plans with versions of Node.js.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { S3Client } = loadS3();
  return new S3Client(await s3ClientConfig(config, settings));
}
