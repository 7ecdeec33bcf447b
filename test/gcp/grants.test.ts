import { faultOfBucketName } from "../../sdk/src/gcp/bucket-name";
import { folderGrant } from "../../sdk/src/gcp/folder-grant";
import { exchangeKey, faultOfKey, KeyRefused, projectOf } from "../../sdk/src/gcp/service-account-key";

test("a grant is limited to a folder: its objects, and listings that ask for it", () => {
  const { role, condition } = folderGrant("flows", 'e"tl/', "read");
  expect(role).toBe("roles/storage.objectViewer");
  expect(condition!.expression).toBe(
    'resource.name.startsWith("projects/_/buckets/flows/objects/e\\"tl/") || ' +
      'api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("e\\"tl/")',
  );
});

test("a grant on a whole bucket has no condition, and one that writes another role", () => {
  expect(folderGrant("flows", "", "read")).toEqual({ role: "roles/storage.objectViewer" });
  expect(folderGrant("flows", "a/", "readWrite").role).toBe("roles/storage.objectUser");
});

const key = { type: "service_account", client_email: "w@p.iam.gserviceaccount.com", private_key: "hush" };

test.each([
  [key, undefined],
  [{ ...key, type: undefined }, undefined],
  ["text", "is not a JSON object"],
  [null, "is not a JSON object"],
  [{ ...key, type: "authorized_user" }, 'is a key of type "authorized_user", not of a service account'],
  [{ ...key, client_email: undefined }, "has no `client_email`"],
  [{ ...key, private_key: 5 }, "has no `private_key`"],
])("of the key %j it is said: %s", (given, fault) => {
  expect(faultOfKey(given)).toBe(fault);
});

test("the project is that of the key, else that of the account's address", () => {
  expect(projectOf({ ...key, project_id: "own" })).toBe("own");
  expect(projectOf(key)).toBe("p");
  expect(projectOf({ ...key, client_email: "w@example.com" })).toBeUndefined();
});

test("a key that is no key is told without it, and a refusal names the account", async () => {
  const failure = await exchangeKey(key).catch((error) => error);
  expect(failure.message).toBe(
    "the key of w@p.iam.gserviceaccount.com cannot be read: its `private_key` is not a private key in PEM",
  );
  expect(new KeyRefused(key, 400, undefined).message).toBe(
    "the key of w@p.iam.gserviceaccount.com is refused: status 400",
  );
});

test.each([
  ["flows", undefined],
  ["a.b-c_d", undefined],
  ["gs://flows/etl", 'write the bucket\'s name alone, "flows"'],
  ["flows/etl", 'write "flows" and give the folder'],
  ["My Flows", 'write "my-flows"'],
  ["-flows", "has to start and end with a letter or a digit"],
  ["flows.", "has to start and end with a letter or a digit"],
  ["ab", "is too short"],
  ["a".repeat(63), undefined],
  ["a".repeat(64), "is too long"],
  ["10.0.0.1", "looks like an IP address"],
  ["googflows", "Google keeps for itself"],
  ["my-g00gle-flows", "Google keeps for itself"],
])("of the bucket's name %s it is said: %s", (name, reason) => {
  const fault = faultOfBucketName(name);
  if (reason === undefined) expect(fault).toBeUndefined();
  else expect(fault).toContain(reason);
});
