import { createSign } from "node:crypto";

/** The parts of a service account's key that are needed to act as it. */
export interface ServiceAccountKey {
  client_email: string;
  private_key: string;
  private_key_id?: string;
  project_id?: string;
  /** Where the key is exchanged for an access token. */
  token_uri?: string;
}

/** A token of Google's APIs. */
export interface AccessToken {
  access_token: string;
  /** Milliseconds since 1970. */
  expiry_date: number;
}

const defaultTokenUrl = "https://oauth2.googleapis.com/token";
const scope = "https://www.googleapis.com/auth/cloud-platform";
const assertionSeconds = 3600;
const timeoutSeconds = 30;

/** What is wrong with a value that should be a service account's key, without any of its content. */
export function faultOfKey(key: unknown): string | undefined {
  if (typeof key !== "object" || key === null) return "is not a JSON object";
  const { type, client_email: email, private_key: privateKey } = key as Record<string, unknown>;
  if (type !== undefined && type !== "service_account") return `is a key of type "${type}", not of a service account`;
  if (typeof email !== "string") return "has no `client_email`";
  if (typeof privateKey !== "string") return "has no `private_key`";
  return undefined;
}

/** The project of a service account: that of the key, else that of the account's address. */
export const projectOf = (key: ServiceAccountKey): string | undefined =>
  key.project_id ?? /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(key.client_email)?.[1];

/**
 * Exchanges a key for an access token at the place that the key names, as a worker does. Google's Node.js library goes
 * to Google whatever the key says.
 *
 * @throws KeyRefused when the answer is no
 */
export async function exchangeKey(key: ServiceAccountKey): Promise<AccessToken> {
  const url = key.token_uri ?? defaultTokenUrl;
  const { default: axios } = await import("axios");
  const form = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: signedAssertion(key, url) };
  const { status, data } = await axios.post(url, new URLSearchParams(form), {
    timeout: timeoutSeconds * 1000,
    validateStatus: () => true,
  });
  if (status !== 200) throw new KeyRefused(key, status, data?.error_description ?? data?.error);
  return { access_token: data.access_token, expiry_date: Date.now() + data.expires_in * 1000 };
}

/** Google does not take the key: it was deleted, it is not known everywhere yet, or its account is disabled. */
export class KeyRefused extends Error {
  constructor(
    { client_email: email }: ServiceAccountKey,
    readonly status: number,
    reason: string | undefined,
  ) {
    super(`the key of ${email} is refused: ${reason ?? `status ${status}`}`);
  }
}

function signedAssertion(
  { client_email: iss, private_key: privateKey, private_key_id: kid }: ServiceAccountKey,
  aud: string,
): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss, scope, aud, iat: now, exp: now + assertionSeconds };
  const text = [{ alg: "RS256", typ: "JWT", kid }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  try {
    return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
  } catch {
    throw new Error(`the key of ${iss} cannot be read: its \`private_key\` is not a private key in PEM`);
  }
}
