import { Readable } from "node:stream";
import { openBlobObjectStore } from "../../sdk/src/azure/blob-object-store";
import { askManager } from "../../sdk/src/azure/resource-manager";
import { type Content, MissingStoreError, type StoredObject, TakenKeyError } from "../../sdk/src/code/object-store";
import { callOf, LocalServer, type Call as Received } from "../support/local-server";
import { skipWaits } from "../support/skipped-waits";

jest.mock("../../sdk/src/azure/resource-manager", () => ({ askManager: jest.fn() }));
// The stack's identity signs in with a key here, as Azure's library shows a token to TLS alone.
jest.mock("../../sdk/src/azure/blob-client", () => {
  const actual = jest.requireActual("../../sdk/src/azure/blob-client");
  const identity = { accountKey: "aWRlbnRpdHk=" };
  return {
    ...actual,
    containerClient: jest.fn((...[place, config, given = identity]) => signed(place, config, given)),
  };
  function signed(place: object, config: object, { accountKey }: { accountKey: string }) {
    const account = Buffer.from(accountKey, "base64").toString();
    return actual.containerClient({ ...place, account }, config, { accountKey });
  }
});

jest.mock("node:timers/promises", () => require("../support/skipped-waits").timers);
const waits = skipWaits();

interface Call extends Received {
  /** Whose key signed it. */
  by: string;
}
interface Answer {
  status?: number;
  code?: string;
  body?: string;
  headers?: Record<string, string>;
}

let answer: (call: Call) => Answer;
let calls: Call[];
let said: string[];
let server: LocalServer;
let endpoint: string;
beforeAll(async () => {
  server = await LocalServer.start(async (request, response) => {
    response.sendDate = false;
    const received = await callOf(request);
    const [, by = ""] = /SharedKey ([^:]+)/.exec(received.headers.authorization ?? "") ?? [];
    const call = { ...received, by };
    calls.push(call);
    const { status = 200, code, body: content = "", headers: more } = answer(call);
    const error = code === undefined ? {} : { "x-ms-error-code": code };
    response.writeHead(status, { "content-type": "application/xml", ...error, ...more });
    response.end(code === undefined ? content : `<Error><Code>${code}</Code><Message>no</Message></Error>`);
  });
  endpoint = server.url;
});
afterAll(() => server.stop());
beforeEach(() => {
  calls = [];
  said = [];
  jest.spyOn(console, "info").mockImplementation((line) => void said.push(line));
  jest.mocked(askManager).mockReset();
});
afterEach(() => jest.restoreAllMocks());

const keyOf = (name: string) => Buffer.from(name).toString("base64");
const config = { get: () => undefined };
const place = () => ({ account: "flows", container: "code", endpoint });
const open = (credentials?: Record<string, string>) =>
  openBlobObjectStore(place(), config, credentials, { say: (line) => void said.push(line) });

const listing = (...blobs: string[]): Answer => ({
  body: `<?xml version="1.0"?><EnumerationResults><Blobs>${blobs.join("")}</Blobs><NextMarker/></EnumerationResults>`,
});
const blob = (name: string, properties = "") =>
  `<Blob><Name>${name}</Name><Properties><Etag>e1</Etag>${properties}</Properties></Blob>`;
const refusing = (code: string, status = 403): Answer => ({ status, code });

async function listed(credentials?: Record<string, string>): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  for await (const object of (await open(credentials)).list("etl/")) found.push(object);
  return found;
}
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => new Error("nothing failed"),
    (error: Error) => error,
  );

test("an object is listed with what Azure tells of its content, or of its version", async () => {
  const writtenAt = new Date("2030-01-01T00:00:00Z");
  const written = `<Last-Modified>${writtenAt.toUTCString()}</Last-Modified>`;
  const hash = `<Content-MD5>${Buffer.from("0123", "hex").toString("base64")}</Content-MD5>`;
  answer = () => ({
    ...listing(blob("etl/a.py", `<Content-Length>3</Content-Length>${written}${hash}`), blob("etl/b.py", written)),
    headers: { date: new Date("2030-01-02T00:00:00Z").toUTCString() },
  });
  const listedAt = new Date("2030-01-02T00:00:00Z");
  expect(await listed()).toEqual([
    { key: "etl/a.py", etag: "0123", size: 3, writtenAt, listedAt },
    { key: "etl/b.py", etag: "version e1", size: 0, writtenAt, listedAt },
  ]);
  expect(calls[0]).toMatchObject({ method: "GET", path: "/code", query: { prefix: "etl/", maxresults: "1" } });
  expect(calls[1]!.query).toMatchObject({ prefix: "etl/", comp: "list" });
  expect(calls[1]!.query).not.toHaveProperty("maxresults");
});

test("a store without a clock has listed at no time", async () => {
  answer = () => listing(blob("etl/a.py"));
  expect((await listed())[0]!.listedAt.getTime()).toBeNaN();
});

test.each(["ContainerNotFound", "ContainerBeingDeleted"])("a container is missing when Azure says %s", async (code) => {
  answer = () => refusing(code, 404);
  const failure = await failureOf(listed());
  expect(failure).toBeInstanceOf(MissingStoreError);
  expect(failure.message).toMatch(/^flows\/code\/etl\/: the(re is no such)? container/);
});

test("a container is not missing when something else says so", async () => {
  answer = () => ({ status: 404, body: "<html/>" });
  const failure = await failureOf(listed());
  expect(failure).not.toBeInstanceOf(MissingStoreError);
  expect(failure.message).toMatch(/^flows\/code\/etl\/: there is no such container/);
});

describe("a key that is refused", () => {
  const given = { accountKey: keyOf("old"), accountId: "/accounts/flows", keyName: "key2" };
  const keys = (key2: string) => ({
    keys: [keyOf("other"), keyOf(key2)].map((value, at) => ({ keyName: `key${at + 1}`, value })),
  });
  const letIn = (...names: string[]) => {
    answer = ({ by }) => (names.includes(by) ? listing(blob("etl/a.py")) : refusing("AuthenticationFailed"));
  };
  const askers = () => calls.map(({ by }) => by);

  test("is looked up as it is now, by its name", async () => {
    jest.mocked(askManager).mockResolvedValue(keys("new"));
    letIn("new");
    expect(await listed(given)).toHaveLength(1);
    expect(askers()).toEqual(["old", "new", "new"]);
    expect(jest.mocked(askManager).mock.calls).toEqual([[config, "POST", "/accounts/flows/listKeys"]]);
  });

  test.each([
    ["is the same still", { value: keys("old") }],
    ["is not there", { value: { keys: [] } }],
    ["is of an account that is gone", { value: undefined }],
    ["may not be looked up", { error: new Error("Azure answers 403") }],
  ])("and %s gives way to the stack's identity", async (_, { value, error }: { value?: object; error?: Error }) => {
    jest.mocked(askManager).mockImplementation(async () => {
      if (error) throw error;
      return value;
    });
    letIn("identity");
    expect(await listed(given)).toHaveLength(1);
    expect(askers()).toEqual(["old", "identity", "identity"]);
  });

  test("and whose account nobody knows gives way to it at once", async () => {
    letIn("identity");
    expect(await listed({ accountKey: keyOf("old") })).toHaveLength(1);
    expect(askManager).not.toHaveBeenCalled();
  });

  test("is looked up once for all that wait for it", async () => {
    jest.mocked(askManager).mockResolvedValue(keys("new"));
    answer = ({ by }) => (by === "new" ? { status: 202 } : refusing("AuthenticationFailed"));
    await (await open(given)).delete(["a", "b", "c"]);
    expect(askManager).toHaveBeenCalledTimes(1);
    expect(askers().sort()).toEqual(["new", "new", "new", "old", "old", "old"]);
  });

  test("is the reason that is told where nobody is let in", async () => {
    jest.mocked(askManager).mockResolvedValue(keys("new"));
    answer = ({ by }) =>
      refusing(by === "old" ? "AuthenticationFailed" : "AuthorizationFailure", by === "old" ? 401 : 403);
    expect((await failureOf(listed(given))).message).toBe(
      "flows/code/etl/: the credentials are refused: the key or signature is wrong, was replaced or has expired",
    );
    expect(askers()).toEqual(["old", "new", "identity"]);
  });

  test("is not the reason where the account takes no keys", async () => {
    answer = ({ by }) => refusing(by === "old" ? "KeyBasedAuthenticationNotPermitted" : "AuthorizationFailure");
    expect((await failureOf(listed({ accountKey: keyOf("old") }))).message).toMatch(/access denied; the signature/);
  });

  test("stays where the account is what is wrong", async () => {
    answer = () => refusing("AccountIsDisabled", 409);
    expect((await failureOf(listed(given))).message).toBe(
      "flows/code/etl/: the storage account is disabled; ask its owner",
    );
    expect(askers()).toEqual(["old"]);
  });
});

describe("an identity without a role", () => {
  const lacking = refusing("AuthorizationPermissionMismatch");

  test("is waited for, and a line says so once", async () => {
    let refusals = 3;
    answer = () => (refusals-- > 0 ? lacking : listing());
    expect(await listed()).toEqual([]);
    expect(waits.milliseconds).toBe(15_000);
    expect(said).toEqual(["waits until Azure lets this identity use flows/code"]);
  });

  test("is given up after three minutes", async () => {
    answer = () => lacking;
    expect((await failureOf(listed())).message).toMatch(
      /^flows\/code\/etl\/: access denied; the identity lacks a role/,
    );
    expect(waits.milliseconds).toBe(180_000);
  });

  test("is waited for after an account has ceased to take keys, and not after a wrong key", async () => {
    let first = "KeyBasedAuthenticationNotPermitted";
    answer = ({ by }) => (by === "old" ? refusing(first) : lacking);
    await failureOf(listed({ accountKey: keyOf("old") }));
    expect(waits.milliseconds).toBe(180_000);
    waits.reset();
    first = "AuthenticationFailed";
    expect((await failureOf(listed({ accountKey: keyOf("old") }))).message).toMatch(/the credentials are refused/);
    expect(waits.milliseconds).toBe(0);
  });

  test("has a key that lacks it left behind by nobody", async () => {
    answer = () => lacking;
    await failureOf(listed({ accountKey: keyOf("old") }));
    expect(calls.map(({ by }) => by)).toEqual(["old"]);
    expect(waits.milliseconds).toBe(0);
  });
});

const content = (more: Partial<Content> = {}): Content => ({
  size: 4,
  sha256: "",
  md5: "0123456789abcdef0123456789abcdef",
  open: () => Readable.from([Buffer.from("code")]),
  read: async () => Buffer.from("code"),
  isSmall: true,
  ...more,
});

describe("an object is written", () => {
  test.each([true, false])("with a hash that Azure compares and keeps; small: %p", async (isSmall) => {
    answer = () => ({ status: 201 });
    expect(await (await open()).put("etl/a.py", content({ isSmall }))).toBe("0123456789abcdef0123456789abcdef");
    const hash = Buffer.from("0123456789abcdef0123456789abcdef", "hex").toString("base64");
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ method: "PUT", path: "/code/etl/a.py", body: "code" });
    expect(calls[0]!.headers).toMatchObject({ "content-md5": hash, "x-ms-blob-content-md5": hash });
    expect(calls[0]!.headers).not.toHaveProperty("if-none-match");
  });

  test("only if it is new, where that is asked for", async () => {
    answer = () => ({ status: 201 });
    await (await open()).put("etl/a.py", content(), { onlyIfNew: true });
    expect(calls[0]!.headers["if-none-match"]).toBe("*");
    answer = () => refusing("BlobAlreadyExists", 409);
    const failure = await failureOf((await open()).put("etl/a.py", content(), { onlyIfNew: true }));
    expect(failure).toBeInstanceOf(TakenKeyError);
    expect(failure.message).toMatch(/^flows\/code\/etl\/a.py: /);
  });

  test("unless Azure would not take its size", async () => {
    const most = 5_000 * 1024 * 1024;
    expect(await failureOf((await open()).put("etl/a.py", content({ size: most + 1 })))).toEqual(
      new Error(`flows/code/etl/a.py would have ${most + 1} bytes, and Azure takes 5000 MiB; ignore it`),
    );
    expect(calls).toEqual([]);
    answer = () => refusing("Odd", 400);
    expect((await failureOf((await open()).put("a.py", content({ size: most })))).message).not.toContain("ignore it");
  });

  test("or it is told why not: by the file, else by Azure", async () => {
    answer = () => ({ status: 201 });
    const open = () =>
      new Readable({
        read() {
          this.destroy(new Error("etl/a.py changed while it was read"));
        },
      });
    const store = await openBlobObjectStore(place(), config, undefined);
    expect((await failureOf(store.put("etl/a.py", content({ open, isSmall: false })))).message).toBe(
      "etl/a.py changed while it was read",
    );
    answer = () => refusing("Md5Mismatch", 400);
    expect((await failureOf(store.put("etl/a.py", content()))).message).toBe(
      "flows/code/etl/a.py: the content changed on its way; run again",
    );
  });
});

test("an object holds a content whose hash and size it has", async () => {
  const store = await open();
  const holds = (etag: string, size: number) =>
    store.holds({ etag, size } as StoredObject, { md5: "01", sha256: "", size: 4 });
  expect(await Promise.all([holds("01", 4), holds("01", 5), holds("02", 4)])).toEqual([true, false, false]);
});

test("an object is read whole, or it is told why not", async () => {
  answer = () => ({ body: "code", headers: { "content-length": "4", etag: "e1" } });
  expect((await (await open()).read("etl/a.py")).toString()).toBe("code");
  expect(calls[0]).toMatchObject({ method: "GET", path: "/code/etl/a.py" });
  answer = () => refusing("BlobNotFound", 404);
  expect((await failureOf((await open()).read("etl/a.py"))).message).toBe(
    "flows/code/etl/a.py: there is no such object",
  );
});

test("an object is deleted with its snapshots; one that is gone counts as deleted, and others are told of", async () => {
  answer = () => ({ status: 202 });
  await (await open()).delete(["etl/a.py"]);
  expect(calls[0]).toMatchObject({ method: "DELETE", path: "/code/etl/a.py" });
  expect(calls[0]!.headers["x-ms-delete-snapshots"]).toBe("include");
  answer = () => refusing("BlobNotFound", 404);
  await (await open()).delete(["etl/a.py"]);
  answer = () => refusing("LeaseIdMissing", 412);
  expect((await failureOf((await open()).delete(["etl/a.py"]))).message).toMatch(/^flows\/code\/etl\/a.py: /);
});
