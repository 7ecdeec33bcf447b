/** What Azure's library throws for an answer that is no success. */
interface RestFailure {
  code?: string;
  statusCode?: number;
  name?: string;
  message?: string;
}

const missing =
  "there is no such container; make it first, correct its name, or bring it back with `az storage container restore` if it was deleted";

const reasons = new Map(
  Object.entries({
    ContainerNotFound: missing,
    ContainerBeingDeleted: "the container is being deleted; wait a minute and run again, or choose another name",
    ContainerDisabled: "the container is disabled; ask the account's owner",
    BlobNotFound: "there is no such object",
    AuthenticationFailed: "the credentials are refused: the key or signature is wrong, was replaced or has expired",
    AuthorizationFailure:
      "access denied; the signature was revoked, has expired, or the network's rules refuse this place",
    AuthorizationPermissionMismatch:
      "access denied; the identity lacks a role such as Storage Blob Data Contributor, or the signature allows less",
    AuthorizationProtocolMismatch: "access denied; the signature is good for https alone",
    KeyBasedAuthenticationNotPermitted:
      'the account takes neither keys nor what they signed; write `access: "runtime"`, or allow keys on the account',
    InvalidAuthenticationInfo: "the credentials are refused; sign in anew with `az login`",
    AccountIsDisabled: "the storage account is disabled; ask its owner",
    ServerBusy: "Azure asks for fewer requests, also after several tries; run again later",
    ENOTFOUND: "there is no such storage account, or it cannot be reached from here",
    ECONNREFUSED: "the storage account cannot be reached from here",
    Md5Mismatch: "the content changed on its way; run again",
  }),
);

/** What went wrong with a container, as a sentence for the user. */
export function blobError(address: string, key: string, cause: unknown): Error {
  return isOwn(cause) ? cause : new Error(`${address}/${key}: ${reasonOf(cause)}`, { cause });
}

/** Why a call of Azure failed and what to do, in one sentence. */
export function reasonOf(error: unknown): string {
  const { code, statusCode, name, message = String(error) } = error as RestFailure;
  if (name && /^(CredentialUnavailable|AggregateAuthentication|Authentication)/.test(name)) {
    return "no Azure identity was found; run `az login`, or give `uploadCredentials`";
  }
  const known = reasons.get(code ?? "");
  if (known) return known;
  if (statusCode === 404) return missing;
  if (statusCode === 403) return "access denied; the credentials may not do this here";
  return (message.split("\n")[0] ?? "").trim() || String(code ?? name);
}

/** Errors of ours are in the user's words already. */
const isOwn = (error: unknown): error is Error =>
  error instanceof Error && error.constructor === Error && !("code" in error) && !("statusCode" in error);
