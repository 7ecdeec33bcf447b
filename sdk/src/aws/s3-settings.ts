import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import type { ConfigReader } from "../config.js";
import { type AwsIdentity, awsIdentity } from "./aws-identity.js";
import { endpointOf } from "./endpoints.js";

/** Where a bucket is and who asks for it, beyond what the SDK finds by itself. */
export interface S3Settings {
  region?: string;
  /** URL of another endpoint than AWS's. */
  endpoint?: string;
  pathStyle?: boolean;
  accessKeyId?: string;
  secretAccessKey?: string;
  sessionToken?: string;
}

/**
 * Settings of an S3 client: those that are given, then `aws:*` of the stack or of a provider as Pulumi's own reads it, then
 * the SDK's default chain.
 */
export async function s3ClientConfig(config: ConfigReader, given: S3Settings = {}): Promise<S3ClientConfig> {
  // A preview is no place for what the SDK plans with versions of Node.js.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const endpoint = given.endpoint ?? endpointOf(config);
  const region = given.region ?? config.get("aws:region");
  return {
    ...(region ? { region } : endpoint ? { region: process.env.AWS_REGION ?? "us-east-1" } : {}),
    ...(endpoint && { endpoint }),
    forcePathStyle: given.pathStyle ?? config.get("aws:s3UsePathStyle") === "true",
    ...(config.get("aws:useFipsEndpoint") === "true" && { useFipsEndpoint: true }),
    ...(config.get("aws:useDualstackEndpoint") === "true" && { useDualstackEndpoint: true }),
    requestHandler: { ...patience, ...trust(config) },
    ...identity(config, given, region),
    followRegionRedirects: true,
    // What the SDK would write to the screen is in the errors too.
    logger: silent,
    // A client is for one bucket, so what the SDK finds out for one request holds for all of its kind.
    cacheMiddleware: true,
    maxAttempts: 6,
    retryMode: "standard",
    // Stores that only speak like S3 do not know the newer checksums; each request is signed with its SHA-256.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  };
}

/** Milliseconds until a store that does not answer, or goes silent in the middle, counts as lost. The SDK has no bound. */
const patience = { connectionTimeout: 10_000, socketTimeout: 60_000 };

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The key that is given, which is a worker's or the upload's own, else that of the settings. */
const identity = (
  config: ConfigReader,
  { accessKeyId, secretAccessKey, sessionToken }: S3Settings,
  region: string | undefined,
): AwsIdentity =>
  accessKeyId && secretAccessKey
    ? { credentials: { accessKeyId, secretAccessKey, sessionToken } }
    : awsIdentity(config, region);

/** How a store is trusted whose certificate is of an authority of one's own, or of none. */
function trust(config: ConfigReader): { httpsAgent?: Agent } {
  const bundle = config.get("aws:customCaBundle");
  const insecure = config.get("aws:insecure") === "true";
  if (!bundle && !insecure) return {};
  const ca = bundle ? readFileSync(bundle) : undefined;
  return { httpsAgent: new Agent({ keepAlive: true, ca, rejectUnauthorized: !insecure }) };
}
