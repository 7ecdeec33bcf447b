import { Readable } from "node:stream";
import { type Content, MissingStoreError, type StoredObject, TakenKeyError } from "../../sdk/src/code/object-store";
import { openGcsObjectStore } from "../../sdk/src/gcp/gcs-object-store";
import { type Call, callOf, LocalServer } from "../support/local-server";

interface Answer {
  status?: number;
  body?: object | string;
  headers?: Record<string, string>;
}

let answer: (call: Call) => Answer;
let calls: Call[];
let server: LocalServer;
let endpoint: string;
beforeAll(async () => {
  server = await LocalServer.start(async (request, response) => {
    response.sendDate = false;
    const call = await callOf(request);
    calls.push(call);
    const { status = 200, body = {}, headers: more } = answer(call);
    response.writeHead(status, { "content-type": "application/json", ...more });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  endpoint = server.url;
});
afterAll(() => server.stop());
beforeEach(() => {
  calls = [];
});

const configOf = (settings: Record<string, string>) => ({ get: (key: string) => settings[key] });
const open = () =>
  openGcsObjectStore(
    { bucket: "flows", endpoint: `${endpoint}/storage/v1/` },
    configOf({ "gcp:accessToken": "of-the-stack" }),
    undefined,
  );
const refusing = (status: number, reason = "no"): Answer => ({
  status,
  body: { error: { code: status, message: "no", errors: [{ reason, message: "no" }] } },
});
async function listed(): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  for await (const object of (await open()).list("etl/")) found.push(object);
  return found;
}
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => new Error("nothing failed"),
    (error: Error) => error,
  );

test("objects are listed page by page, with what Google tells of their content or their version", async () => {
  const date = "Tue, 01 Jan 2030 00:00:00 GMT";
  const timeCreated = "2029-01-01T00:00:00Z";
  const md5Hash = Buffer.from("0123", "hex").toString("base64");
  answer = ({ query }) => {
    const items = query.pageToken
      ? [{ name: "etl/b.py", generation: "7" }]
      : [{ name: "etl/a.py", md5Hash, size: "3", timeCreated }];
    return { headers: { date }, body: { items, ...(!query.pageToken && { nextPageToken: "more" }) } };
  };
  const listedAt = new Date(date);
  const [first, second] = await listed();
  expect(first).toEqual({ key: "etl/a.py", etag: "0123", size: 3, writtenAt: new Date(timeCreated), listedAt });
  expect(second).toMatchObject({ key: "etl/b.py", etag: "generation 7", size: 0, listedAt });
  expect(second!.writtenAt.getTime()).toBeNaN();
  const fields = "items(name,md5Hash,generation,size,timeCreated),nextPageToken";
  const query = { prefix: "etl/", maxResults: "1000", fields };
  expect(calls.map((call) => call.query)).toMatchObject([query, { ...query, pageToken: "more" }]);
  expect(calls[0]!.query).not.toHaveProperty("pageToken");
  expect(calls[0]).toMatchObject({ method: "GET", path: "/storage/v1/b/flows/o" });
  expect(calls[0]!.headers.authorization).toBe("Bearer of-the-stack");
});

test("an empty bucket has no objects, and a store without a clock has listed at no time", async () => {
  answer = () => ({});
  expect(await listed()).toEqual([]);
  answer = () => ({ body: { items: [{ name: "etl/a.py" }] } });
  expect((await listed())[0]!.listedAt.getTime()).toBeNaN();
});

test("a bucket is missing when Google says so, and not when something else does", async () => {
  const line = "gs://flows/etl/: there is no such bucket; make it first, or correct its name";
  answer = () => refusing(404, "notFound");
  const failure = await failureOf(listed());
  expect(failure).toBeInstanceOf(MissingStoreError);
  expect(failure.message).toBe(line);
  const answers: Answer[] = [refusing(404), { status: 404, body: { error: { code: 404, message: "no", errors: [] } } }];
  for (const other of answers) {
    answer = () => other;
    const told = await failureOf(listed());
    expect(told).not.toBeInstanceOf(MissingStoreError);
    expect(told.message).toBe(line);
  }
  answer = () => refusing(403, "notFound");
  expect(await failureOf(listed())).not.toBeInstanceOf(MissingStoreError);
});

const md5 = "0123456789abcdef0123456789abcdef";
const content = (more: Partial<Content> = {}): Content => ({
  size: 4,
  sha256: "",
  md5,
  open: () => Readable.from([Buffer.from("code")]),
  read: async () => Buffer.from("code"),
  isSmall: true,
  ...more,
});

describe("an object is written", () => {
  test.each([true, false])("in one request, with a hash that Google compares; small: %p", async (isSmall) => {
    answer = () => ({ body: { name: "etl/a.py" } });
    expect(await (await open()).put("etl/a.py", content({ isSmall }))).toBe(md5);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ method: "POST", path: "/upload/storage/v1/b/flows/o" });
    expect(calls[0]!.query).toMatchObject({ uploadType: "multipart", name: "etl/a.py" });
    expect(calls[0]!.query).not.toHaveProperty("ifGenerationMatch");
    expect(calls[0]!.body).toContain(`"md5Hash":"${Buffer.from(md5, "hex").toString("base64")}"`);
    expect(calls[0]!.body).toContain("code");
  });

  test("only if it is new, where that is asked for", async () => {
    answer = () => ({ body: { name: "etl/a.py" } });
    await (await open()).put("etl/a.py", content(), { onlyIfNew: true });
    expect(calls[0]!.query.ifGenerationMatch).toBe("0");
    answer = () => refusing(412);
    const failure = await failureOf((await open()).put("etl/a.py", content(), { onlyIfNew: true }));
    expect(failure).toBeInstanceOf(TakenKeyError);
    expect(failure.message).toMatch(/^gs:\/\/flows\/etl\/a\.py: /);
  });

  test("or it is told why not", async () => {
    answer = () => refusing(403);
    expect((await failureOf((await open()).put("etl/a.py", content()))).message).toBe(
      "gs://flows/etl/a.py: access denied; grant it a role on the bucket that allows it",
    );
  });
});

test("an object holds a content whose hash and size it has", async () => {
  const store = await open();
  const holds = (etag: string, size: number) =>
    store.holds({ etag, size } as StoredObject, { md5: "01", sha256: "", size: 4 });
  expect(await Promise.all([holds("01", 4), holds("01", 5), holds("02", 4)])).toEqual([true, false, false]);
});

test("an object is read whole, whatever hash is told, or it is told why not", async () => {
  answer = () => ({ body: "code", headers: { "x-goog-hash": "crc32c=AAAAAA==,md5=AAAA" } });
  expect((await (await open()).read("etl/a.py")).toString()).toBe("code");
  expect(calls[0]).toMatchObject({ method: "GET", path: "/storage/v1/b/flows/o/etl/a.py", query: { alt: "media" } });
  answer = () => refusing(404);
  expect((await failureOf((await open()).read("etl/a.py"))).message).toBe(
    "gs://flows/etl/a.py: there is no such object",
  );
});

test("objects are deleted; one that is gone counts as deleted, and others are told of", async () => {
  answer = () => ({ status: 204 });
  await (await open()).delete(["etl/a.py"]);
  expect(calls).toMatchObject([{ method: "DELETE", path: "/storage/v1/b/flows/o/etl/a.py" }]);
  answer = () => refusing(404);
  await (await open()).delete(["etl/a.py"]);
  answer = () => refusing(403);
  expect((await failureOf((await open()).delete(["etl/a.py"]))).message).toBe(
    "gs://flows/etl/a.py: access denied; grant it a role on the bucket that allows it",
  );
});

test("what is given wins over the stack, and a bucket without an endpoint is where the stack says", async () => {
  answer = () => ({});
  const config = configOf({
    "gcp:accessToken": "of-the-stack",
    "gcp:storageCustomEndpoint": `${endpoint}/storage/v1`,
    "gcp:impersonateServiceAccount": "w@p.iam.gserviceaccount.com",
  });
  const store = await openGcsObjectStore({ bucket: "flows" }, config, { accessToken: "given" });
  for await (const _ of store.list("")) expect(_).toBeUndefined();
  expect(calls.map(({ headers }) => headers.authorization)).toEqual(["Bearer given"]);
  expect(store.address).toBe("gs://flows");
});
