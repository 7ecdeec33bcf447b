import type { Dialect } from "./dialect.js";

/** How to reach one workspace. */
export interface Connection {
  /** What the program calls it; the one without a name when left out. */
  name?: string;
  /** Base of every request, without a slash at the end. */
  apiUrl: string;
  /** Never stored and never printed. */
  apiKey?: string;
  /** What to do when the server wants a key, or another one. */
  keyAdvice: string;
  /** Base of the pages of the UI. */
  uiUrl: string;
  dialect: Dialect;
  /** Where the URL was found, in a sentence. */
  source: string;
  /** Seconds until a request counts as lost. */
  requestTimeout: number;
  /** Whether certificates are left unchecked. */
  insecure: boolean;
  /** File of certificates to trust. */
  certificateFile?: string;
}
