import type { Dialect } from "./dialect.js";

/** How to reach one workspace. */
export interface Connection extends Credentials {
  /** What the program calls it; the one without a name when left out. */
  name?: string;
  /** Base of every request, without a slash at the end. */
  apiUrl: string;
  /** What to do when the server wants a key, or another one. */
  keyAdvice: string;
  /** Base of the pages of the UI. */
  uiUrl: string;
  dialect: Dialect;
  /** Where the URL was found, in a sentence. */
  source: string;
  /** Where another URL is written. @default `syntask:apiUrl` */
  urlSetting?: string;
  /** Seconds until a request counts as lost. */
  requestTimeout: number;
  /** Whether certificates are left unchecked. */
  insecure: boolean;
  /** Certificates to trust in place of Node's own, as PEM. */
  caCertificate?: string;
}

/** What a server, or a proxy before it, is shown of who asks. Never stored and never printed. */
export interface Credentials {
  apiKey?: string;
  /** User and password of basic auth, with a colon between them. */
  authString?: string;
  /** Headers of every request, beside those of the package. */
  headers?: Record<string, string>;
  /** Certificate of the client, as PEM. */
  clientCertificate?: string;
  /** Key of that certificate, as PEM. */
  clientKey?: string;
}

/** What a connection can have beside its URL: its name in a stack's config, and in the environment after the prefix. */
export const environmentNames = {
  apiKey: "API_KEY",
  authString: "API_AUTH_STRING",
  headers: "CLIENT_CUSTOM_HEADERS",
  clientCertificate: "API_CLIENT_CERTIFICATE",
  clientKey: "API_CLIENT_KEY",
  caCertificate: "API_SSL_CERT_FILE",
} as const satisfies Partial<Record<keyof Connection, string>>;

/** Something that a connection can have beside its URL. */
export type ConnectionSetting = keyof typeof environmentNames;

/** What a connection has beside its URL. */
export const givenSettings = (connection: Connection): ConnectionSetting[] =>
  (Object.keys(environmentNames) as ConnectionSetting[]).filter((setting) => connection[setting]);

/** How a setting of a connection is called in a stack's config. */
export const configKey = ({ name }: Connection, setting: string): string =>
  `syntask${name ? `-${name}` : ""}:${setting}`;

/** A header's value that is no secret stands in other words as well, if it is a short one. */
const shortestSecretHeader = 8;

/** The texts by which a reason could tell what nobody may read. */
export function secretsOf({ apiKey, authString, headers = {} }: Credentials): string[] {
  const password = authString?.slice(authString.indexOf(":") + 1);
  const values = Object.values(headers).filter(({ length }) => length >= shortestSecretHeader);
  return [apiKey, authString, password, authString && basicToken(authString), ...values].filter(
    (text): text is string => Boolean(text),
  );
}

/** User and password as basic auth sends them. */
export const basicToken = (authString: string): string => Buffer.from(authString, "utf8").toString("base64");
