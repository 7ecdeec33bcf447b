import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { lastingS3Client } from "../../sdk/src/aws/s3-client";
import { openS3ObjectStore } from "../../sdk/src/aws/s3-object-store";
import { type Content, MissingStoreError, type StoredObject, TakenKeyError } from "../../sdk/src/code/object-store";
import { callOf, LocalServer, type Call as Received } from "../support/local-server";

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
let server: LocalServer;
let endpoint: string;
beforeAll(async () => {
  server = await LocalServer.start(async (request, response) => {
    response.sendDate = false;
    const received = await callOf(request);
    const [, by = ""] = /Credential=([^/]+)/.exec(received.headers.authorization ?? "") ?? [];
    const call = { ...received, by };
    calls.push(call);
    const { status = 200, code, body: content = "", headers: more } = answer(call);
    response.writeHead(status, { "content-type": "application/xml", ...more });
    response.end(code === undefined ? content : `<Error><Code>${code}</Code><Message>no</Message></Error>`);
  });
  endpoint = server.url;
});
afterAll(() => server.stop());
beforeEach(() => {
  calls = [];
});

const config = { get: (key: string) => ({ "aws:accessKey": "STACK", "aws:secretKey": "hush" })[key] };
const place = () => ({ endpoint, pathStyle: true, region: "eu-west-1" });
const open = (credentials?: Record<string, string>) =>
  openS3ObjectStore({ bucket: "flows", ...place() }, config, credentials);
const given = { accessKeyId: "GIVEN", secretAccessKey: "hush" };
const listing = (items: string, rest = ""): Answer => ({
  body: `<ListBucketResult>${items}${rest}</ListBucketResult>`,
});
const refusing = (status: number, code: string): Answer => ({ status, code });
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

test("objects are listed page by page, with the hash of their content and the store's clock", async () => {
  const dates = ["Tue, 01 Jan 2030 00:00:00 GMT", "Wed, 02 Jan 2030 00:00:00 GMT"] as const;
  const written = "2029-01-01T00:00:00.000Z";
  const first = `<Contents><Key>etl/a.py</Key><ETag>&quot;e"1&quot;</ETag><Size>3</Size><LastModified>${written}</LastModified></Contents>`;
  answer = ({ query }) =>
    query["continuation-token"]
      ? { ...listing("<Contents><Key>etl/b.py</Key></Contents>"), headers: { date: dates[1] } }
      : {
          ...listing(first, "<IsTruncated>true</IsTruncated><NextContinuationToken>more</NextContinuationToken>"),
          headers: { date: dates[0] },
        };
  const [one, two] = await listed();
  expect(one).toEqual({
    key: "etl/a.py",
    etag: 'e"1',
    size: 3,
    writtenAt: new Date(written),
    listedAt: new Date(dates[0]),
  });
  expect(two).toMatchObject({ key: "etl/b.py", etag: "", size: 0, listedAt: new Date(dates[1]) });
  expect(two!.writtenAt.getTime()).toBeNaN();
  expect(calls[0]).toMatchObject({ by: "STACK", method: "GET", path: "/flows/", query: { prefix: "etl/" } });
});

test("an empty bucket has no objects, and a store without a clock has listed at no time", async () => {
  answer = () => listing("");
  expect(await listed()).toEqual([]);
  answer = () => listing("<Contents><Key>etl/a.py</Key></Contents>");
  expect((await listed())[0]!.listedAt.getTime()).toBeNaN();
});

test("a bucket is missing when the store says so, and not for another reason", async () => {
  answer = () => refusing(404, "NoSuchBucket");
  const failure = await failureOf(listed());
  expect(failure).toBeInstanceOf(MissingStoreError);
  expect(failure.message).toBe("s3://flows/etl/: there is no such bucket; make it first, or correct its name");
  answer = () => refusing(403, "AccessDenied");
  expect(await failureOf(listed())).not.toBeInstanceOf(MissingStoreError);
});

const sha256 = "ab".repeat(32);
const content = (more: Partial<Content> = {}): Content => ({
  size: 4,
  sha256,
  md5: "01",
  open: () => Readable.from([Buffer.from("code")]),
  read: async () => Buffer.from("code"),
  isSmall: true,
  ...more,
});

describe("an object is written", () => {
  test.each([true, false])("with a hash that S3 compares and one that it keeps; small: %p", async (isSmall) => {
    answer = () => ({ headers: { etag: '"01"' } });
    expect(await (await open()).put("etl/a.py", content({ isSmall }))).toBe("01");
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ method: "PUT", path: "/flows/etl/a.py", body: "code" });
    expect(calls[0]!.headers).toMatchObject({
      "content-length": "4",
      "content-md5": "AQ==",
      "x-amz-content-sha256": sha256,
      "x-amz-meta-sha256": sha256,
    });
    expect(calls[0]!.headers).not.toHaveProperty("if-none-match");
  });

  test("beside others, each with its own hash", async () => {
    answer = () => ({ headers: { etag: '"01"' } });
    const store = await open();
    const hashes = ["aa", "bb", "cc"].map((two) => two.repeat(32));
    await Promise.all(hashes.map((own) => store.put(own, content({ sha256: own }))));
    const sent = calls.map(({ path, headers }) => [path, headers["x-amz-content-sha256"]]).sort();
    expect(sent).toEqual(hashes.map((own) => [`/flows/${own}`, own]));
  });

  test("only if it is new, where that is asked for", async () => {
    answer = () => ({ headers: { etag: '"01"' } });
    await (await open()).put("a.py", content(), { onlyIfNew: true });
    expect(calls[0]!.headers["if-none-match"]).toBe("*");
    for (const [status, code] of [
      [412, "PreconditionFailed"],
      [409, "ConditionalRequestConflict"],
    ] as const) {
      answer = () => refusing(status, code);
      expect(await failureOf((await open()).put("a.py", content(), { onlyIfNew: true }))).toBeInstanceOf(TakenKeyError);
    }
  });

  test("without that condition in a store that does not know it, from then on", async () => {
    answer = ({ headers }) =>
      headers["if-none-match"] ? refusing(501, "NotImplemented") : { headers: { etag: '"01"' } };
    const store = await open();
    await store.put("a.py", content(), { onlyIfNew: true });
    await store.put("b.py", content(), { onlyIfNew: true });
    expect(calls.map(({ path, headers }) => [path, headers["if-none-match"]])).toEqual([
      ["/flows/a.py", "*"],
      ["/flows/a.py", undefined],
      ["/flows/b.py", undefined],
    ]);
    answer = () => refusing(501, "NotImplemented");
    expect((await failureOf(store.put("a.py", content()))).message).toBe("s3://flows/a.py: no");
  });

  test("again, four times in all, where it is a stream and the store fails", async () => {
    answer = () => refusing(501, "Odd");
    const opened = jest.fn(() => Readable.from([Buffer.from("code")]));
    const failure = await failureOf((await open()).put("a.py", content({ isSmall: false, open: opened })));
    expect(failure.message).toBe("s3://flows/a.py: no");
    expect(opened).toHaveBeenCalledTimes(4);
    opened.mockClear();
    answer = () => refusing(400, "Odd");
    await failureOf((await open()).put("a.py", content({ isSmall: false, open: opened })));
    expect(opened).toHaveBeenCalledTimes(1);
    calls = [];
    answer = () => refusing(501, "Odd");
    await failureOf((await open()).put("a.py", content()));
    expect(calls).toHaveLength(1);
  });

  test("unless S3 would not take its size", async () => {
    const most = 5 * 1024 ** 3;
    expect(await failureOf((await open()).put("a.py", content({ size: most + 1 })))).toEqual(
      new Error(`s3://flows/a.py would have ${most + 1} bytes, and S3 takes 5 GiB at once; ignore it`),
    );
    expect(calls).toEqual([]);
  });

  test("or the file's own failure is told as it is", async () => {
    answer = () => ({});
    const failing = () =>
      new Readable({
        read() {
          this.destroy(new Error("a.py changed while it was read"));
        },
      });
    const put = (await open()).put("a.py", content({ isSmall: false, open: failing }));
    expect((await failureOf(put)).message).toBe("a.py changed while it was read");
    const read = async () => {
      throw new Error("a.py changed while it was read");
    };
    expect((await failureOf((await open()).put("a.py", content({ read })))).message).toBe(
      "a.py changed while it was read",
    );
  });
});

describe("an object holds a content", () => {
  const holds = async (etag: string, size = 4) =>
    (await open()).holds({ key: "a.py", etag, size } as StoredObject, { md5: "01", sha256, size: 4 });

  test("whose hash it has, or with which it was written where its ETag is no hash", async () => {
    answer = () => ({ headers: { "x-amz-meta-sha256": sha256 } });
    expect(await holds("01")).toBe(true);
    expect(await holds("02", 5)).toBe(false);
    expect(calls).toEqual([]);
    expect(await holds("02")).toBe(true);
    expect(calls).toMatchObject([{ method: "HEAD", path: "/flows/a.py" }]);
    answer = () => ({ headers: { "x-amz-meta-sha256": "other" } });
    expect(await holds("02")).toBe(false);
    answer = () => ({});
    expect(await holds("02")).toBe(false);
  });

  test("or it is told why nobody knows", async () => {
    answer = () => ({ status: 403 });
    await expect(holds("02")).rejects.toThrow("s3://flows/a.py: access denied");
  });
});

test("an object is read whole, or it is told why not", async () => {
  answer = () => ({ body: "code" });
  expect((await (await open()).read("a.py")).toString()).toBe("code");
  expect(calls[0]).toMatchObject({ method: "GET", path: "/flows/a.py" });
  answer = () => refusing(404, "NoSuchKey");
  expect((await failureOf((await open()).read("a.py"))).message).toBe("s3://flows/a.py: there is no such object");
});

describe("objects are deleted", () => {
  test("a thousand at once, and nothing is asked for none", async () => {
    answer = () => ({ body: "<DeleteResult/>" });
    await (await open()).delete(Array.from({ length: 1_001 }, (_, at) => `f${at}`));
    expect(
      calls.map(({ method, path, body }) => [method, path.replace(/\/$/, ""), body.split("<Key>").length - 1]),
    ).toEqual([
      ["POST", "/flows", 1_000],
      ["POST", "/flows", 1],
    ]);
    expect(calls[0]!.body).toContain("<Quiet>true</Quiet>");
    expect(calls[1]!.body).toContain("<Key>f1000</Key>");
    calls = [];
    await (await open()).delete([]);
    expect(calls).toEqual([]);
  });

  test("those of a bucket that is gone are gone, and any other failure is told", async () => {
    answer = () => refusing(404, "NoSuchBucket");
    await (await open()).delete(["a.py"]);
    answer = () => refusing(403, "AccessDenied");
    expect((await failureOf((await open()).delete(["a.py"]))).message).toMatch(/^s3:\/\/flows\/: access denied/);
    answer = () => ({
      body: "<DeleteResult><Error><Key>b.py</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>",
    });
    expect((await failureOf((await open()).delete(["a.py", "b.py"]))).message).toMatch(
      /^s3:\/\/flows\/b\.py: access denied/,
    );
  });
});

describe("a key of before", () => {
  const takes = (...keys: string[]) => {
    answer = ({ by }) => (keys.includes(by) ? { body: "code" } : refusing(403, "InvalidAccessKeyId"));
  };

  test("is used as long as it is good", async () => {
    takes("GIVEN");
    await (await open(given)).read("a.py");
    expect(calls.map(({ by }) => by)).toEqual(["GIVEN"]);
  });

  test.each(["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"])(
    "that is refused with %s gives way to the stack's own",
    async (code) => {
      answer = ({ by }) => (by === "STACK" ? { body: "code" } : refusing(403, code));
      expect((await (await open(given)).read("a.py")).toString()).toBe("code");
      expect(calls.map(({ by }) => by)).toEqual(["GIVEN", "STACK"]);
    },
  );

  test("gives way for nothing that is written, and for no other reason", async () => {
    takes("STACK");
    expect((await failureOf((await open(given)).put("a.py", content()))).message).toContain("access key is not known");
    answer = () => refusing(403, "AccessDenied");
    await failureOf((await open(given)).read("a.py"));
    expect(calls.map(({ by }) => by)).toEqual(["GIVEN", "GIVEN"]);
  });

  test("is the reason that is told where the stack's own key is refused too", async () => {
    answer = ({ by }) => refusing(403, by === "STACK" ? "AccessDenied" : "ExpiredToken");
    const client = await lastingS3Client(config, place(), given);
    const { GetObjectCommand } = require("@aws-sdk/client-s3");
    const failure = await failureOf(client.send(new GetObjectCommand({ Bucket: "flows", Key: "a.py" })));
    expect(failure.name).toBe("ExpiredToken");
  });
});

test("a bucket with a default retention, which demands a hash of each write, takes objects of any size", async () => {
  answer = ({ headers }) => (headers["content-md5"] ? { headers: { etag: '"01"' } } : refusing(400, "InvalidRequest"));
  for (const isSmall of [true, false]) {
    expect(await (await open()).put("etl/a.py", content({ isSmall }))).toBe("01");
  }
});

test("objects are deleted with the hash that every store takes, and without the SDK's newer one", async () => {
  answer = () => ({ body: "<DeleteResult/>" });
  await (await open()).delete(["etl/a.py", "etl/b.py"]);
  const [{ headers, body, query }] = calls as [Call];
  expect(query).toHaveProperty("delete");
  expect(headers["content-md5"]).toBe(createHash("md5").update(body).digest("base64"));
  expect(Object.keys(headers).filter((name) => name.includes("checksum"))).toEqual([]);
});
