import { faultOfKey, projectOf } from "../../sdk/src/gcp/service-account-key";

const key = { type: "service_account", client_email: "me@project-1.iam.gserviceaccount.com", private_key: "hush" };

test.each<[unknown, string | undefined]>([
  [key, undefined],
  [{ ...key, type: undefined }, undefined],
  ["text", "is not a JSON object"],
  [null, "is not a JSON object"],
  [{ ...key, type: "authorized_user" }, 'is a key of type "authorized_user", not of a service account'],
  [{ ...key, client_email: undefined }, "has no `client_email`"],
  [{ ...key, private_key: 1 }, "has no `private_key`"],
])("of the key %j is said: %p", (given, fault) => {
  expect(faultOfKey(given)).toBe(fault);
});

test("a key's project is its own, else that of its address, else nobody knows", () => {
  expect(projectOf({ ...key, project_id: "own" } as never)).toBe("own");
  expect(projectOf(key as never)).toBe("project-1");
  expect(projectOf({ ...key, client_email: "me@example.com" } as never)).toBeUndefined();
});
