import { type AccountKey, GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { folderGrant, type GcsPermissions } from "../../sdk/src/gcp/folder-grant";
import { keyClient } from "../../sdk/src/gcp/gcs-client";
import { readAsWorker } from "../../sdk/src/gcp/gcs-reader";
import { exchangeKey } from "../../sdk/src/gcp/service-account-key";
import { unique } from "../support/raw-api";

let gcs: GcsEmulator;
let bucket: string;

beforeAll(async () => {
  gcs = await GcsEmulator.start();
});
afterAll(() => gcs.stop());

beforeEach(async () => {
  bucket = unique("flows");
  await gcs.makeBucket(bucket);
  await gcs.makeBucket(`${bucket}-other`);
  for (const key of ["etl/a.py", "etl/sub/b.py", "etl2/c.py", "d.py"]) await gcs.put(bucket, key, key);
  await gcs.put(`${bucket}-other`, "etl/a.py", "another bucket's");
  await gcs.delay({});
});

let accounts = 0;

/** What a worker with a grant may do: the status of each call. */
async function worker(folder: string, permissions: GcsPermissions) {
  const key = await gcs.makeAccount(`worker-${++accounts}`);
  await gcs.grant(bucket, key.client_email, folderGrant(bucket, folder, permissions));
  const { access_token: token } = await exchangeKey(key);
  const status = async (method: string, path: string, body?: unknown) =>
    (await gcs.request(method, path, body, token)).status;
  return {
    key,
    list: (prefix?: string, of = bucket) =>
      status("GET", `/storage/v1/b/${of}/o${prefix === undefined ? "" : `?prefix=${encodeURIComponent(prefix)}`}`),
    read: (name: string, of = bucket) => status("GET", `/storage/v1/b/${of}/o/${encodeURIComponent(name)}?alt=media`),
    write: (name: string) =>
      status("POST", `/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}`, "x"),
    remove: (name: string) => status("DELETE", `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`),
    copy: (from: string, to: string) =>
      status(
        "POST",
        `/storage/v1/b/${bucket}/o/${encodeURIComponent(from)}/rewriteTo/b/${bucket}/o/${encodeURIComponent(to)}`,
        {},
      ),
    settings: () => status("GET", `/storage/v1/b/${bucket}`),
    policy: () => status("GET", `/storage/v1/b/${bucket}/iam`),
  };
}

test("a worker lists and reads its folder", async () => {
  const { list, read } = await worker("etl/", "read");
  expect([await list("etl/"), await list("etl/sub/"), await read("etl/a.py"), await read("etl/sub/b.py")]).toEqual([
    200, 200, 200, 200,
  ]);
});

test("a worker is denied another folder, also one whose name begins alike, and the bucket's root", async () => {
  const { list, read } = await worker("etl/", "read");
  expect([await list("etl2/"), await list("etl"), await list(""), await list()]).toEqual([403, 403, 403, 403]);
  expect([await read("etl2/c.py"), await read("d.py")]).toEqual([403, 403]);
});

test("a worker is denied another bucket", async () => {
  const { list, read } = await worker("etl/", "read");
  expect([await list("etl/", `${bucket}-other`), await read("etl/a.py", `${bucket}-other`)]).toEqual([403, 403]);
});

test("a worker that reads is denied writing, deleting and copying in its folder", async () => {
  const { write, remove, copy } = await worker("etl/", "read");
  expect([await write("etl/new.py"), await remove("etl/a.py"), await copy("etl/a.py", "etl/b.py")]).toEqual([
    403, 403, 403,
  ]);
  expect(await gcs.keys(bucket)).toEqual(["d.py", "etl/a.py", "etl/sub/b.py", "etl2/c.py"]);
});

test("a worker is denied the bucket's settings and its policy", async () => {
  const { settings, policy } = await worker("etl/", "readWrite");
  expect([await settings(), await policy()]).toEqual([403, 403]);
});

test("a worker that writes does so in its folder and nowhere else", async () => {
  const { write, remove, copy } = await worker("etl/", "readWrite");
  expect([await write("etl/new.py"), await remove("etl/new.py")]).toEqual([200, 200]);
  expect([
    await write("etl2/new.py"),
    await write("new.py"),
    await remove("d.py"),
    await copy("d.py", "etl/d.py"),
  ]).toEqual([403, 403, 403, 403]);
});

test("names with quotes and backslashes stay names", async () => {
  const folder = 'a"b\\c") || resource.name.startsWith("/';
  await gcs.put(bucket, `${folder}x.py`, "x");
  const { list, read } = await worker(folder, "read");
  expect([await list(folder), await read(`${folder}x.py`)]).toEqual([200, 200]);
  expect([await list("etl/"), await read("etl/a.py")]).toEqual([403, 403]);
});

describe("the verification", () => {
  const verify = (key: AccountKey, folder = "etl/", seconds = 20) =>
    readAsWorker(
      keyClient(`${gcs.url}/storage/v1/`, key),
      { bucket, folder },
      key.client_email,
      { say: console.info },
      seconds,
    );
  const failureOf = (attempt: Promise<void>) =>
    attempt.then(
      () => "nothing",
      (error: Error) => error.message,
    );

  beforeEach(() => jest.spyOn(console, "info").mockReset());

  test("reads with the worker's key, also a folder with nothing but empty files", async () => {
    const { key } = await worker("etl/", "read");
    await verify(key);
    await gcs.put(bucket, "etl/0.py", "");
    await verify(key);
    expect(console.info).not.toHaveBeenCalled();
  });

  test("says of a folder with nothing in it that nothing could be read", async () => {
    const { key } = await worker("empty/", "read");
    await verify(key, "empty/");
    expect(jest.mocked(console.info).mock.calls).toEqual([
      [`holds nothing yet: ${key.client_email} may list it, and whether it may read is seen with the first file`],
    ]);
  });

  test("waits for a new key and a new grant, and says so once", async () => {
    await gcs.delay({ key: 1, policy: 2 });
    const key = await gcs.makeAccount(`worker-${++accounts}`);
    await gcs.grant(bucket, key.client_email, folderGrant(bucket, "etl/", "read"));
    await verify(key);
    expect(jest.mocked(console.info).mock.calls).toEqual([
      [`is not open to ${key.client_email} yet; waiting, as a new key or grant takes up to some minutes`],
    ]);
  });

  test("gives up with the reason", async () => {
    const { key } = await worker("etl/", "read");
    const denied = await failureOf(verify(key, "etl2/", 1));
    expect(denied).toMatch(
      /^worker-\S+ cannot read it, also after 1 s: gs:\S+\/etl2\/: worker-\S+ does not have storage.objects.list access; grant it a role on the bucket that allows it$/,
    );
    await gcs.removeKey(key);
    expect(await failureOf(verify(key, "etl/", 1))).toMatch(/the key of worker-\S+ is refused: Invalid JWT Signature/);
  });

  test("says at once what no waiting mends", async () => {
    const { key } = await worker("etl/", "read");
    const broken = { ...key, private_key: "not a key" };
    expect(await failureOf(verify(broken))).toContain("its `private_key` is not a private key in PEM");
  });

  test("prints nothing of a key", async () => {
    const { key } = await worker("etl/", "read");
    const lines = [await failureOf(verify(key, "etl2/", 1)), await failureOf(verify({ ...key, private_key: "hush" }))];
    for (const line of lines) expect(line).not.toMatch(/PRIVATE KEY|hush/);
  });
});
