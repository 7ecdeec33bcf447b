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

const length = "is too long; write at most 63 characters, or 222 with dots between parts of at most 63";
const ends = "has to start and end with a letter or a digit";
const own = 'starts with "goog" or has "google" in it, which Google keeps for itself; write another name';
const letters = "may hold lowercase letters, digits, dashes, underscores and dots only";
const long = Array(4).fill("a".repeat(55)).join(".");

test.each([
  ["flows", undefined],
  ["abc", undefined],
  ["a.b-c_d", undefined],
  ["1a.b9", undefined],
  ["gs://flows/etl", 'is a URL; write the bucket\'s name alone, "flows"'],
  ["flows/etl/a", 'has a folder in it; write "flows" and give the folder as `folder`'],
  ["My  Flows", `${letters}; write "my-flows"`],
  ["flows!", `${letters}; write "flows-"`],
  ["-flows", ends],
  ["_flows", ends],
  ["flows.", ends],
  ["ab", "is too short; write at least 3 characters"],
  ["a".repeat(63), undefined],
  ["a".repeat(64), length],
  [long.slice(1), undefined],
  [long, length],
  ["10.0.0.1", "looks like an IP address; write another name"],
  ["10.0.0.1a", undefined],
  ["a10.0.0.1", undefined],
  ["10.20.30.40", "looks like an IP address; write another name"],
  ["googflows", own],
  ["my-goog", undefined],
  ["my-google-flows", own],
  ["my-g00gle-flows", own],
  ["my-gogle-flows", undefined],
])("of the bucket's name %s it is said: %s", (name, reason) => {
  expect(faultOfBucketName(name)).toBe(reason && `"${name}" ${reason}`);
});
