/** What Google's library throws for an answer that is no success. */
interface ApiFailure {
  code?: number | string;
  message?: string;
  errors?: { reason?: string }[];
}

/** Why a call of Google Cloud Storage failed and what to do, in one sentence. */
export function reasonOf(error: unknown): string {
  const { code, message = String(error) } = error as ApiFailure;
  const line = message.replace(/\s+/g, " ").trim();
  if (/could not load the default credentials/i.test(line)) {
    return "there are no Google credentials here; run `gcloud auth application-default login`, or set `gcp:credentials`";
  }
  if (Number(code) === 401) return "the credentials are refused (401); make them anew";
  if (Number(code) === 403) return `${deniedBy(line)}; grant it that role on the bucket, or write other credentials`;
  if (Number(code) === 404) return "there is no such bucket; write the name of one that exists, or leave it out";
  if (code === "ENOTFOUND" || code === "ECONNREFUSED") return "Google Cloud Storage cannot be reached from here";
  return line;
}

/** Google's own sentence of who lacks what, without what it appends. */
const deniedBy = (line: string): string => /\S+ does not have \S+ access/.exec(line)?.[0] ?? "access is denied (403)";
