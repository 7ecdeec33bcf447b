import { isTakenBy, oldest, type ServerVersion } from "../api/server-version.js";

/** What a worker may know of a host's credentials. */
export interface GitCredentialValues {
  username?: string;
  password?: string;
  token?: string;
  accessToken?: string;
}

/** What the name of a host says of the user that a token has there. */
export function hostUser(host: string): string | undefined {
  if (host.includes("bitbucketserver")) return undefined;
  if (host.includes("bitbucket")) return "x-token-auth";
  return host.includes("gitlab") ? "oauth2" : undefined;
}

/** Whether workers of a version encode credentials for the URL themselves. Source: `docs/server-rules.md`, "Cloning". */
export const encodesCredentials = (worker: ServerVersion): boolean => isTakenBy(worker, { since: "3.6.27" });

/** Whether they know the user of a token by the host's name, where the credentials come from a placeholder. */
export const knowsHosts = (worker: ServerVersion): boolean => !isTakenBy(worker, { since: "3.4.25", before: "3.6.7" });

/**
 * The user info that a worker puts into the URL of a clone: it depends on words in the host's name, and on its version.
 * Source: `docs/server-rules.md`, "Cloning".
 *
 * @throws where the worker refuses the credentials
 */
export function gitUserInfo(
  host: string,
  { username, password, token, accessToken }: GitCredentialValues,
  worker: ServerVersion = oldest,
): string {
  if (username && !accessToken && !password) {
    throw new Error(
      "a worker refuses a `username` without a `password`; write the token as `password`, or leave `username` out",
    );
  }
  const secret = accessToken || token || password;
  if (!secret) throw new Error("the credentials hold neither a token nor a password");
  if (username) return written([username, secret], worker);
  const isServer = host.includes("bitbucketserver");
  if (!knowsHosts(worker) || (!isServer && hostUser(host) === undefined)) return written([secret], worker);
  const [user, ...rest] = secret.split(":");
  if (isServer) {
    if (rest.length === 0) throw new Error("Bitbucket Server wants a `username` with the token; add `username`");
    return written([user!, rest.join(":")], worker);
  }
  const expected = hostUser(host)!;
  const hasUser = rest.length > 0 && (user === expected || expected === "x-token-auth" || encodesCredentials(worker));
  return written(hasUser ? [user!, rest.join(":")] : [expected, secret], worker);
}

/** User and secret, or the secret alone, as a worker writes them. */
function written(parts: readonly string[], worker: ServerVersion): string {
  if (encodesCredentials(worker)) return parts.map(encodeURIComponent).join(":");
  if (/[/?#@\s]/.test(parts.join(""))) {
    throw new Error(
      "the credentials hold one of / ? # @ or a space, which breaks the URL that a worker clones; percent-encode it",
    );
  }
  return parts.join(":");
}

/** A worker before 3.6.27 puts a token into a URL as it is: whatever has a meaning there has to be encoded before. */
export const encodedForUrl = (secret: string): string => encodeURIComponent(secret).replaceAll("%3A", ":");

/** Whether workers of every version write a text in the same way. */
export const isPlain = (text: string): boolean => encodeURIComponent(text) === text;
