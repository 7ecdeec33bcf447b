import { createPrivateKey } from "node:crypto";
import type { JWTOptions } from "google-auth-library";
import { googleScopes, loadAuth } from "./google-libraries.js";

/** The parts of a service account's key that are needed to act as it. */
export interface ServiceAccountKey {
  client_email: string;
  private_key: string;
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
 * Exchanges a key for an access token at the place that the key names, as a worker does. Google's library by itself goes
 * to Google whatever the key says.
 *
 * @throws KeyRefused when the answer is no
 */
export async function exchangeKey(key: ServiceAccountKey): Promise<AccessToken> {
  const { client_email: email, private_key: privateKey, token_uri: tokenUrl = defaultTokenUrl } = key;
  refuseUnreadable(key);
  const { JWT } = loadAuth();
  const client = new JWT({
    email,
    key: privateKey,
    scopes: googleScopes,
    additionalClaims: { aud: tokenUrl },
    transporter: await transporterTo(tokenUrl),
    useAuthRequestParameters: false,
  });
  const { access_token, expiry_date } = await client.authorize().catch(({ response, message }: TokenFailure) => {
    if (!response) throw new Error(`the key of ${email} cannot be exchanged at ${tokenUrl}: ${message}`);
    throw new KeyRefused(key, response.status, response.data?.error_description ?? response.data?.error);
  });
  return { access_token: access_token!, expiry_date: expiry_date! };
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

/** What Google's library throws. It holds the signed request, so it is nobody's cause. */
interface TokenFailure {
  message: string;
  response?: { status: number; data?: { error?: string; error_description?: string } };
}

/** Posts what the library signs to one place, by the proxy that the environment names. */
async function transporterTo(url: string): Promise<JWTOptions["transporter"]> {
  const { default: axios } = await import("axios");
  const request = ({ data }: { data?: unknown }) => axios.post(url, data, { timeout: timeoutSeconds * 1000 });
  return { request } as never;
}

function refuseUnreadable({ client_email: email, private_key: privateKey }: ServiceAccountKey): void {
  try {
    createPrivateKey(privateKey);
  } catch {
    throw new Error(`the key of ${email} cannot be read: its \`private_key\` is not a private key in PEM`);
  }
}
