import { gcsError, reasonOf } from "../../sdk/src/gcp/gcs-errors";
import { KeyRefused } from "../../sdk/src/gcp/service-account-key";

const failure = (code: unknown, message = "the disk\n  is full ") => Object.assign(new Error(message), { code });

test.each([
  [401, "the credentials are refused or have expired; get new ones and run again"],
  ["401", "the credentials are refused or have expired; get new ones and run again"],
  [403, "access denied; grant it a role on the bucket that allows it"],
  [404, "there is no such bucket; make it first, or correct its name"],
  [429, "Google asks for fewer requests, also after several tries; run again later"],
  ["ENOTFOUND", "Google Cloud Storage cannot be reached from here"],
  ["ECONNREFUSED", "Google Cloud Storage cannot be reached from here"],
  ["EPIPE", "the disk is full"],
  [409, "the disk is full"],
])("a failure with the code %p is told as what to do", (code, reason) => {
  expect(reasonOf(failure(code))).toBe(reason);
});

test("a denial says who lacks what, in one line", () => {
  const message = "w@p.iam.gserviceaccount.com does not have storage.objects.get access\n to the object. Permission …";
  expect(reasonOf(failure(403, message))).toBe(
    "w@p.iam.gserviceaccount.com does not have storage.objects.get access; grant it a role on the bucket that allows it",
  );
});

test("a machine without credentials is told how to get some", () => {
  expect(reasonOf(new Error("Could not load the default credentials. Browse to …"))).toBe(
    "no Google credentials were found; run `gcloud auth application-default login`, or set `gcp:credentials`",
  );
});

test("what is not found is what was asked for, and text is told as it is", () => {
  expect(reasonOf(failure(404), "there is no such object")).toBe("there is no such object");
  expect(reasonOf("it is over")).toBe("it is over");
});

test("an error names the object and keeps its cause", () => {
  const cause = failure(404);
  const told = gcsError("flows", "etl.py", cause);
  expect(told.message).toBe("gs://flows/etl.py: there is no such bucket; make it first, or correct its name");
  expect(told.cause).toBe(cause);
  expect(gcsError("flows", "etl.py", cause, "gone").message).toBe("gs://flows/etl.py: gone");
});

test("what is in the user's words already stays, and a key that Google refuses is named with the object", () => {
  const own = new Error("etl.py changed while it was read");
  expect(gcsError("flows", "etl.py", own)).toBe(own);
  const key = { client_email: "w@p", private_key: "hush" };
  for (const [cause, reason] of [
    [new KeyRefused(key, 400, "gone"), "the key of w@p is refused: gone"],
    [new TypeError("no"), "no"],
    [failure(undefined, "no"), "no"],
    ["no", "no"],
  ]) {
    expect(gcsError("flows", "etl.py", cause).message).toBe(`gs://flows/etl.py: ${reason}`);
  }
});
