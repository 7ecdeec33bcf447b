import type { DialectName } from "./api/dialect.js";
import { anyOf, flag, type InputsOf, oneOf, text } from "./engine/field.js";
import type { Setting } from "./setting-places.js";

/** Every setting of a connection, as a stack's config and a provider have it. */
export const connectionSettings = {
  /** URL of the API, `/api` included. @default that in the environment, else in the active profile, else `http://127.0.0.1:4200/api` */
  apiUrl: text(),
  /** API key of the server; secret. @default none */
  apiKey: text({ secret: true }),
  /** User and password of basic auth, with a colon between them, in the place of a key; secret. @default none */
  authString: text({ secret: true }),
  /** Headers of every request, such as those that a gateway before the server wants; secret. @default none */
  headers: anyOf<Record<string, string>>()({ secret: true }),
  /** Certificate to show to the server: PEM, or the path of its file. @default none */
  clientCertificate: text(),
  /** Key of `clientCertificate`, without a passphrase: PEM, or the path of its file; secret. @default none */
  clientKey: text({ secret: true }),
  /** Certificates to trust in the place of the usual ones: PEM, or the path of their file. @default those of Node.js */
  caCertificate: text(),
  /** Whether certificates are left unchecked. @default false */
  tlsInsecureSkipVerify: flag(),
  /**
   * Whether a key, headers and a certificate of the environment belong to `apiUrl`. Otherwise they go only to a URL that is
   * in the environment, too.
   * @default false
   */
  apiKeyFromEnvironment: flag(),
  /** What the server is: `prefect` for Prefect servers, 3.0 or later. @default syntask */
  dialect: oneOf<DialectName>("syntask", "prefect")(),
} satisfies Record<Setting | "apiKeyFromEnvironment" | "dialect", object>;

/**
 * A connection to a Syntask server. Resources and functions use it that are given it as their provider, and others one with
 * the settings of the stack's config.
 */
export type ConnectionSettings = Omit<InputsOf<typeof connectionSettings>, "adopt" | "connection">;
