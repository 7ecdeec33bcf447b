import { blobError, reasonOf } from "../../sdk/src/azure/blob-errors";

const failure = (fields: object, message = "the disk is full\nat night") => Object.assign(new Error(message), fields);
const missing =
  "there is no such container; make it first, correct its name, or bring it back with `az storage container restore` if it was deleted";

test.each([
  ["ContainerNotFound", missing],
  ["ContainerBeingDeleted", "the container is being deleted; wait a minute and run again, or choose another name"],
  ["ContainerDisabled", "the container is disabled; ask the account's owner"],
  ["BlobNotFound", "there is no such object"],
  ["AuthenticationFailed", "the credentials are refused: the key or signature is wrong, was replaced or has expired"],
  [
    "AuthorizationFailure",
    "access denied; the signature was revoked, has expired, or the network's rules refuse this place",
  ],
  [
    "AuthorizationPermissionMismatch",
    "access denied; the identity lacks a role such as Storage Blob Data Contributor, or the signature allows less",
  ],
  ["AuthorizationProtocolMismatch", "access denied; the signature is good for https alone"],
  [
    "KeyBasedAuthenticationNotPermitted",
    'the account takes neither keys nor what they signed; write `access: "runtime"`, or allow keys on the account',
  ],
  ["InvalidAuthenticationInfo", "the credentials are refused; sign in anew with `az login`"],
  ["AccountIsDisabled", "the storage account is disabled; ask its owner"],
  ["ServerBusy", "Azure asks for fewer requests, also after several tries; run again later"],
  ["ENOTFOUND", "there is no such storage account, or it cannot be reached from here"],
  ["ECONNREFUSED", "the storage account cannot be reached from here"],
  ["Md5Mismatch", "the content changed on its way; run again"],
])("what Azure calls %s is told as what to do", (code, reason) => {
  expect(reasonOf(failure({ code, statusCode: 403 }))).toBe(reason);
});

test.each([
  [{ code: "Odd", statusCode: 404 }, missing],
  [{ code: "Odd", statusCode: 403 }, "access denied; the credentials may not do this here"],
  [{ code: "Odd", statusCode: 409 }, "the disk is full"],
  [{}, "the disk is full"],
])("of a failure that is %j the status or the first line is told", (fields, reason) => {
  expect(reasonOf(failure(fields))).toBe(reason);
});

test.each(["CredentialUnavailableError", "AggregateAuthenticationError", "AuthenticationError"])(
  "a %s says how to sign in",
  (name) => {
    expect(reasonOf(failure({ name }))).toBe(
      "no Azure identity was found; run `az login`, or give `uploadCredentials`",
    );
    expect(reasonOf(failure({ name: `My${name}` }))).toBe("the disk is full");
  },
);

test("a failure without a message is named by its code or its kind, and text is told as it is", () => {
  expect(reasonOf(failure({ code: "Odd" }, " "))).toBe("Odd");
  expect(reasonOf(failure({ name: "OddError" }, ""))).toBe("OddError");
  expect(reasonOf("it is over")).toBe("it is over");
});

test("an error names the object, and what is in the user's words already stays", () => {
  const cause = failure({ code: "BlobNotFound" });
  const told = blobError("flows/code", "etl.py", cause);
  expect(told.message).toBe("flows/code/etl.py: there is no such object");
  expect(told.cause).toBe(cause);
  const own = new Error("give another name");
  expect(blobError("flows/code", "etl.py", own)).toBe(own);
  for (const cause of [failure({ statusCode: 500 }, "no"), failure({ code: "Odd" }, "no"), new TypeError("no"), "no"]) {
    expect(blobError("flows/code", "etl.py", cause).message).toBe("flows/code/etl.py: no");
  }
});
