import { KeyRefused } from "./service-account-key.js";

/** What Google's library throws for an answer that is no success. */
interface ApiFailure {
  code?: number | string;
  message?: string;
}

const noBucket = "there is no such bucket; make it first, or correct its name";

/** What went wrong with a bucket, as a sentence for the user. */
export function gcsError(bucket: string, key: string, cause: unknown, missing = noBucket): Error {
  return isOwn(cause) ? cause : new Error(`gs://${bucket}/${key}: ${reasonOf(cause, missing)}`, { cause });
}

/**
 * Why a call of Google Cloud Storage failed and what to do, in one sentence.
 *
 * @param missing what it means that nothing was found
 */
export function reasonOf(error: unknown, missing = noBucket): string {
  const { code, message = String(error) } = error as ApiFailure;
  const line = message.replace(/\s+/g, " ").trim();
  if (/could not load the default credentials/i.test(line)) {
    return "no Google credentials were found; run `gcloud auth application-default login`, or set `gcp:credentials`";
  }
  if (Number(code) === 401) return "the credentials are refused or have expired; get new ones and run again";
  if (Number(code) === 403) return `${denialOf(line)}; grant it a role on the bucket that allows it`;
  if (Number(code) === 404) return missing;
  if (Number(code) === 429) return "Google asks for fewer requests, also after several tries; run again later";
  if (code === "ENOTFOUND" || code === "ECONNREFUSED") return "Google Cloud Storage cannot be reached from here";
  return line;
}

/** Google's own sentence of who lacks what, without what it appends. */
const denialOf = (line: string): string => /\S+ does not have \S+ access/.exec(line)?.[0] ?? "access denied";

/** Errors of ours are in the user's words already. */
const isOwn = (error: unknown): error is Error =>
  error instanceof Error && error.constructor === Error && !("code" in error) && !(error instanceof KeyRefused);
