import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { loadOptional } from "../cloud/optional-package.js";
import type { ConfigReader } from "../config.js";

interface AssumeRole {
  roleArn: string;
  sessionName?: string;
  externalId?: string;
}

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
 * Settings of an S3 client: those that are given, then `aws:*` of the stack's config as Pulumi's own provider reads it,
 * then the SDK's default chain.
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
    ...(await identity(config, given, region)),
    followRegionRedirects: true,
    // What the SDK would write to the screen is in the errors too.
    logger: silent,
    maxAttempts: 6,
    retryMode: "standard",
    // Stores that only speak like S3 do not know the newer checksums; each request is signed with its SHA-256.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Where a service of AWS is, when `aws:endpoints` says so. */
export function endpointOf(config: ConfigReader, service = "s3"): string | undefined {
  const endpoints = parsed<Record<string, string>[]>(config.get("aws:endpoints"), []);
  return endpoints.find((addresses) => addresses[service])?.[service];
}

async function identity(config: ConfigReader, given: S3Settings, region: string | undefined): Promise<S3ClientConfig> {
  const accessKeyId = given.accessKeyId ?? config.get("aws:accessKey");
  const secretAccessKey = given.secretAccessKey ?? config.get("aws:secretKey");
  const sessionToken = given.accessKeyId ? given.sessionToken : config.get("aws:token");
  const profile = config.get("aws:profile");
  const key = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, sessionToken } : undefined;
  const own: S3ClientConfig = key ? { credentials: key } : profile ? { profile } : {};
  const roles = given.accessKeyId ? [] : parsed<AssumeRole[]>(config.get("aws:assumeRoles"), []);
  return roles.reduce((before, role) => ({ credentials: assuming(role, before, region) }), own);
}

function assuming(
  { roleArn, sessionName, externalId }: AssumeRole,
  { credentials, profile }: S3ClientConfig,
  region: string | undefined,
): S3ClientConfig["credentials"] {
  const providers: typeof import("@aws-sdk/credential-providers") = loadOptional(
    { name: "@aws-sdk/credential-providers", user: "`aws:assumeRoles`" },
    () => require("@aws-sdk/credential-providers"),
  );
  return providers.fromTemporaryCredentials({
    masterCredentials: credentials ?? providers.fromNodeProviderChain({ profile }),
    params: { RoleArn: roleArn, RoleSessionName: sessionName ?? "pulumi-syntask", ExternalId: externalId },
    clientConfig: { region },
  });
}

function parsed<T>(text: string | undefined, otherwise: T): T {
  return text ? (JSON.parse(text) as T) : otherwise;
}
