import type { ContainerClient } from "@azure/storage-blob";
import { AzureEmulator } from "../../emulators/azure/azure-emulator";
import { containerClient } from "../../sdk/src/azure/blob-client";
import { readAsWorker } from "../../sdk/src/azure/blob-reader";
import { keyConnectionString } from "../../sdk/src/azure/connection-string";
import { type SignedPermissions, signedConnectionString } from "../../sdk/src/azure/container-signature";
import { unique } from "../support/raw-api";
import { failureOf, made as madeResource, resource } from "../support/resource";
import { SmallEngine } from "../support/small-engine";

const account = "flowcode";
const container = "flows";
const day = 24 * 60 * 60 * 1000;

let azure: AzureEmulator;
let key: string;
let place: { account: string; container: string; endpoint: string };

beforeAll(async () => {
  azure = await AzureEmulator.start();
  await azure.makeAccount(account);
  key = await azure.key(account);
  place = { account, container, endpoint: azure.endpoint(account) };
});
afterAll(() => azure.stop());

beforeEach(async () => {
  for (const name of [container, "other"]) {
    const client = await azure.container(account, name);
    await client.createIfNotExists();
    for (const path of ["etl/a.py", "etl/sub/b.py"]) await client.getBlockBlobClient(path).upload("first", 5);
  }
});

const signed = (permissions: SignedPermissions = "read", expires = Date.now() + day) =>
  signedConnectionString(place, key, permissions, new Date(expires));

const open = (connectionString: string, name = container): ContainerClient =>
  containerClient({ ...place, container: name }, { get: () => undefined }, { connectionString });

/** What somebody may do in a container. */
async function rightsOf(client: ContainerClient) {
  const answer = (call: Promise<unknown>) =>
    call.then(
      () => "yes",
      ({ statusCode }: { statusCode?: number }) => ([401, 403].includes(statusCode ?? 0) ? "refused" : statusCode),
    );
  return {
    list: await answer(client.listBlobsFlat({ prefix: "etl/" }).next()),
    read: await answer(client.getBlobClient("etl/a.py").downloadToBuffer()),
    write: await answer(client.getBlockBlobClient("etl/new.py").upload("new", 3)),
    overwrite: await answer(client.getBlockBlobClient("etl/a.py").upload("other", 5)),
    remove: await answer(client.getBlobClient("etl/sub/b.py").delete()),
    removeContainer: await answer(client.delete()),
    setAccess: await answer(client.setAccessPolicy("blob")),
  };
}

test("a signature lists and reads its container, and is refused writing, deleting and opening it", async () => {
  expect(await rightsOf(open(signed()))).toEqual({
    list: "yes",
    read: "yes",
    write: "refused",
    overwrite: "refused",
    remove: "refused",
    removeContainer: "refused",
    setAccess: "refused",
  });
  expect(await azure.keys(account, container)).toEqual(["etl/a.py", "etl/sub/b.py"]);
});

test("a signature is refused every other container, and the list of them", async () => {
  const rights = await rightsOf(open(signed(), "other"));
  for (const answer of Object.values(rights)) expect(answer).toBe("refused");
});

test("readWrite writes and deletes objects, and still cannot delete or open the container", async () => {
  expect(await rightsOf(open(signed("readWrite")))).toEqual({
    list: "yes",
    read: "yes",
    write: "yes",
    overwrite: "yes",
    remove: "yes",
    removeContainer: "refused",
    setAccess: "refused",
  });
});

test("that of bundles writes and reads objects by their names, and neither lists nor deletes", async () => {
  expect(await rightsOf(open(signed("bundles")))).toEqual({
    list: "refused",
    read: "yes",
    write: "yes",
    overwrite: "yes",
    remove: "refused",
    removeContainer: "refused",
    setAccess: "refused",
  });
});

test("after its expiry a signature is refused everything", async () => {
  const rights = await rightsOf(open(signed("readWrite", Date.now() - 1000)));
  for (const answer of Object.values(rights)) expect(answer).toBe("refused");
});

test("with its key renewed a signature is refused everything", async () => {
  const old = signedConnectionString(place, await azure.key(account, "key2"), "read", new Date(Date.now() + day));
  await azure.renewKey(account, "key2");
  const rights = await rightsOf(open(old));
  for (const answer of Object.values(rights)) expect(answer).toBe("refused");
});

describe("the verification", () => {
  const verify = (connectionString: string, folder = "etl/", name = container) =>
    readAsWorker({ account, container: name, folder }, connectionString, { say: console.info }, 1);
  beforeEach(() => jest.spyOn(console, "info").mockReset());

  test("reads with a signature or a key, also a folder with an empty file", async () => {
    await verify(signed());
    await verify(keyConnectionString(place, key));
    await azure.put(account, container, "empty/__init__.py", "");
    await verify(signed(), "empty/");
    expect(console.info).not.toHaveBeenCalled();
  });

  test("says of an empty folder that nothing could be read", async () => {
    await verify(signed(), "nothing/");
    expect(jest.mocked(console.info).mock.calls).toEqual([
      [
        "holds nothing yet: the worker's connection string may list it, and whether it may read is seen with the first file",
      ],
    ]);
  });

  test("gives up with the reason, and shows nothing of the signature", async () => {
    const expired = signed("read", Date.now() - 1000);
    const refused = await failureOf(verify(expired));
    expect(refused).toMatch(/^the worker's connection string cannot read it, also after 1 s: .* has expired/);
    expect(refused).not.toContain(/sig=([^&;]+)/.exec(expired)![1]);
    const gone = await failureOf(verify(keyConnectionString(place, key), "etl/", "not-there"));
    expect(gone).toMatch(/there is no such container; .* bring it back with `az storage container restore`/);
  });

  test("finds an object that stands for a folder, on which a worker would fail", async () => {
    await azure.put(account, container, "marked/", "");
    expect(await failureOf(verify(signed(), "marked/"))).toContain('a worker fails on "marked/"');
  });
});

describe("a signature in a stack", () => {
  const inputs = (changes: object = {}) => ({
    ...place,
    accountKey: key,
    permissions: "read",
    validDays: 90,
    ...changes,
  });

  async function made() {
    const signature = new SmallEngine("ContainerSas", {});
    await signature.up(inputs());
    return signature;
  }

  const onDay = (number: number) => jest.spyOn(Date, "now").mockReturnValue(Date.now() + number * day);
  afterEach(() => jest.restoreAllMocks());

  test("stays the same from run to run and in a refresh, and opens the container", async () => {
    const signature = await made();
    const { connectionString, expiresOn } = signature.stored!.outs;
    expect((await rightsOf(open(connectionString))).read).toBe("yes");
    expect(Date.parse(expiresOn)).toBeCloseTo(Date.now() + 90 * day, -5);
    onDay(59);
    await signature.refresh();
    expect(await signature.up(inputs())).toBe("unchanged");
    expect(signature.stored!.outs).toMatchObject({ connectionString, expiresOn });
  });

  test("another rotation, another key or other rights make a new one", async () => {
    for (const change of [
      { rotation: "2" },
      { accountKey: await azure.key(account, "key2") },
      { permissions: "readWrite" },
    ]) {
      const signature = await made();
      const { connectionString } = signature.stored!.outs;
      onDay(1);
      jest.spyOn(console, "info").mockReturnValue();
      expect(await signature.up(inputs(change))).toBe("updated");
      expect(signature.stored!.outs.connectionString).not.toBe(connectionString);
      expect(await signature.up(inputs(change))).toBe("unchanged");
      jest.restoreAllMocks();
    }
  });

  test.each([61, 100])("on day %i of 90 an up makes a new one, and says why", async (number) => {
    const signature = await made();
    const { expiresOn } = signature.stored!.outs;
    const said = jest.spyOn(console, "info").mockReturnValue();
    onDay(number);
    expect(await signature.up(inputs())).toBe("replaced");
    expect(Date.parse(signature.stored!.outs.expiresOn)).toBeCloseTo(Date.now() + 90 * day, -5);
    expect(said.mock.calls).toEqual([
      [
        `shared access signature "flowcode/flows" is replaced: \`validDays\` are nearly over, or past: it expires on ${expiresOn}`,
      ],
    ]);
    expect(await signature.up(inputs())).toBe("unchanged");
  });
});

describe("a folder that is verified", () => {
  const folder = () => resource("AzureAccessCheck");
  const inputs = (connectionString: string) => ({ account, container, folder: "etl/", connectionString });

  test("is not made with a signature that has expired, which is said before anything is asked", async () => {
    const expired = signed("read", Date.parse("2026-01-01T00:00:00Z"));
    expect(await folder().check(inputs(expired))).toEqual([
      "`connectionString` holds a shared access signature that expired on 2026-01-01T00:00:00Z; make a new one",
    ]);
    expect(await folder().check(inputs("AccountName=flowcode"))).toEqual([
      "`connectionString` is no connection string with an account key or a shared access signature; copy it whole from the account's page",
    ]);
  });

  test("is not made with what is of another account, as a worker would look there", async () => {
    const other = { account: "teamcode", endpoint: "https://teamcode.blob.core.windows.net" };
    const fault =
      '`connectionString` is of the storage account "teamcode", and the code is in "flowcode"; give one of that account';
    expect(await folder().check(inputs(keyConnectionString(other, key)))).toEqual([fault]);
    const ofOther = signedConnectionString({ ...other, container }, key, "read", new Date(Date.now() + day));
    expect(await folder().check(inputs(ofOther))).toEqual([fault]);
    expect(await folder().check(inputs(signed()))).toEqual([]);
  });

  test("is read with the connection string of a block that the program does not know", async () => {
    const name = unique("azure");
    const block = await madeResource("AzureBlobStorageCredentials", {
      name,
      connectionString: keyConnectionString(place, key),
    });
    const placeholder = (of: string) => `{{ prefect.blocks.azure-blob-storage-credentials.${of} }}`;
    const { connectionString, ...where } = inputs("");
    await folder().up({ ...where, credentials: placeholder(name) });
    expect(await failureOf(folder().up({ ...where, container: "not-there", credentials: placeholder(name) }))).toMatch(
      /^Azure Blob Storage folder "flowcode\/not-there\/etl\/": the worker's connection string cannot read it/,
    );
    expect(await failureOf(folder().up({ ...where, credentials: placeholder("not-there") }))).toContain(
      'there is no block "azure-blob-storage-credentials/not-there"',
    );
    await block.destroy();
  });
});
