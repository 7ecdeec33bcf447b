import { readFileSync } from "node:fs";
import type { Storage, StorageOptions } from "@google-cloud/storage";
import type { ConfigReader } from "../config.js";
import { googleScopes, loadAuth, loadStorage } from "./google-libraries.js";
import { exchangeKey, faultOfKey, type ServiceAccountKey } from "./service-account-key.js";

type AuthClient = StorageOptions["authClient"];

/** The settings of Pulumi's Google provider that say who it is and where it goes, with the variables it reads for them. */
const settings = {
  accessToken: ["GOOGLE_OAUTH_ACCESS_TOKEN"],
  credentials: ["GOOGLE_CREDENTIALS", "GOOGLE_CLOUD_KEYFILE_JSON", "GCLOUD_KEYFILE_JSON"],
  externalCredentials: [],
  impersonateServiceAccount: ["GOOGLE_IMPERSONATE_SERVICE_ACCOUNT"],
  impersonateServiceAccountDelegates: [],
  storageCustomEndpoint: ["GOOGLE_STORAGE_CUSTOM_ENDPOINT"],
};

/** What is given instead of the stack's settings, by the names that they have. */
export type GoogleSettings = Partial<Record<keyof typeof settings, string>>;

/**
 * A client with the identity of the stack, or of a provider: `gcp:externalCredentials`, `gcp:accessToken`, `gcp:credentials`
 * and `gcp:impersonateServiceAccount`, the variables that Pulumi's provider reads for them, else the default chain of Google's
 * library.
 *
 * @throws when `@google-cloud/storage` is not installed or the credentials cannot be read
 */
export function stackClient(config: ConfigReader, given: GoogleSettings = {}): Storage {
  const isGiven = given.accessToken !== undefined || given.credentials !== undefined;
  const fromStack = reader(config);
  const read: Read = (setting) =>
    given[setting] ?? (isGiven && setting !== "storageCustomEndpoint" ? undefined : fromStack(setting));
  return createClient(read("storageCustomEndpoint"), impersonated(read, authClientOf(read)));
}

/** An access token of the identity of the stack. */
export async function stackToken(config: ConfigReader): Promise<string> {
  const read = reader(config);
  const client = impersonated(read, authClientOf(read)) as { getAccessToken(): Promise<unknown> };
  const answer = await client.getAccessToken();
  return String((answer as { token?: string })?.token ?? answer);
}

/** A client with the identity of a service account's key. */
export const keyClient = (endpoint: string | undefined, key: ServiceAccountKey): Storage =>
  createClient(endpoint, clientOfKey(key));

/** Where the storage API of the stack, or of a provider, is when it is not Google's. */
export const storageEndpoint = (config: ConfigReader): string | undefined => reader(config)("storageCustomEndpoint");

type Read = (setting: keyof typeof settings) => string | undefined;

function reader(config: ConfigReader): Read {
  return (setting) =>
    config.get(`gcp:${setting}`) ??
    settings[setting].map((name: string) => process.env[name]).find((value: string | undefined) => value);
}

/** @param endpoint such as `https://storage.googleapis.com/storage/v1/`, as the provider's config has it */
function createClient(endpoint: string | undefined, authClient: AuthClient): Storage {
  const { Storage, IdempotencyStrategy } = loadStorage();
  const apiEndpoint = endpoint?.replace(/\/storage\/v1\/?$/, "");
  // To write the same content twice does no harm.
  const retryOptions = { idempotencyStrategy: IdempotencyStrategy.RetryAlways };
  return new Storage({ authClient, apiEndpoint, retryOptions, useAuthWithCustomEndpoint: true });
}

function authClientOf(read: Read): AuthClient {
  const { GoogleAuth, OAuth2Client } = loadAuth();
  const external = read("externalCredentials");
  if (external !== undefined) return clientOfExternal(JSON.parse(external));
  const token = read("accessToken");
  if (token !== undefined) {
    const client = new OAuth2Client();
    client.setCredentials({ access_token: token });
    return client;
  }
  const credentials = read("credentials");
  if (credentials === undefined) return new GoogleAuth({ scopes: googleScopes });
  const key = parseCredentials(credentials);
  return faultOfKey(key) === undefined
    ? clientOfKey(key as ServiceAccountKey)
    : new GoogleAuth({ credentials: key as object, scopes: googleScopes });
}

/** A token of another issuer, and the account that it opens. */
interface ExternalCredentials {
  audience: string;
  identityToken: string;
  serviceAccountEmail: string;
}

function clientOfExternal({ audience, identityToken, serviceAccountEmail }: ExternalCredentials): AuthClient {
  const { IdentityPoolClient } = loadAuth();
  const client = new IdentityPoolClient({
    audience,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: "https://sts.googleapis.com/v1/token",
    service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${serviceAccountEmail}:generateAccessToken`,
    subject_token_supplier: { getSubjectToken: async () => identityToken },
  });
  client.scopes = googleScopes;
  return client;
}

function impersonated(read: Read, sourceClient: AuthClient): AuthClient {
  const targetPrincipal = read("impersonateServiceAccount");
  if (targetPrincipal === undefined) return sourceClient;
  const { Impersonated } = loadAuth();
  const delegates = JSON.parse(read("impersonateServiceAccountDelegates") ?? "[]") as string[];
  return new Impersonated({
    sourceClient: sourceClient as never,
    targetPrincipal,
    delegates,
    targetScopes: googleScopes,
  });
}

function clientOfKey(key: ServiceAccountKey): AuthClient {
  const { OAuth2Client } = loadAuth();
  const client = new OAuth2Client();
  client.refreshHandler = () => exchangeKey(key);
  return client;
}

/** `gcp:credentials` is the text of a key, or the path of a file with it. */
function parseCredentials(given: string): unknown {
  try {
    return JSON.parse(given.trimStart().startsWith("{") ? given : readFileSync(given, "utf8"));
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === "ENOENT" ? "names a file that is not there" : "is not JSON";
    throw new Error(`\`gcp:credentials\` ${reason}; give the text of a key, or the path of a file with it`);
  }
}
