/** What a worker may know of a host's credentials. */
export interface GitCredentialValues {
  username?: string;
  password?: string;
  token?: string;
  accessToken?: string;
}

/**
 * The user info that a worker puts into the URL of a clone: it depends on words in the host's name.
 * Source: `docs/server-rules.md`, "Cloning".
 *
 * @throws where the worker refuses the credentials
 */
export function gitUserInfo(host: string, { username, password, token, accessToken }: GitCredentialValues): string {
  if (username && !accessToken && !password) {
    throw new Error(
      "a worker refuses a `username` without a `password`; write the token as `password`, or leave `username` out",
    );
  }
  const secret = accessToken || token || password;
  if (!secret) throw new Error("the credentials hold neither a token nor a password");
  if (/[/?#@\s]/.test(`${username ?? ""}${secret}`)) {
    throw new Error(
      "the credentials hold one of / ? # @ or a space, which breaks the URL that a worker clones; percent-encode it",
    );
  }
  if (username) return `${username}:${secret}`;
  if (host.includes("bitbucketserver")) {
    if (!secret.includes(":")) throw new Error("Bitbucket Server wants a `username` with the token; add `username`");
    return secret;
  }
  if (host.includes("bitbucket")) return secret.includes(":") ? secret : `x-token-auth:${secret}`;
  if (host.includes("gitlab")) return secret.startsWith("oauth2:") ? secret : `oauth2:${secret}`;
  return secret;
}

/** A worker puts a token into a URL as it is: whatever has a meaning there has to be encoded before. */
export const encodedForUrl = (secret: string): string => encodeURIComponent(secret).replaceAll("%3A", ":");
