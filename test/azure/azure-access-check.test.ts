import { AzureAccessCheck } from "../../sdk/src/azure/azure-access-check";
import { readAsWorker } from "../../sdk/src/azure/blob-reader";
import { keyConnectionString } from "../../sdk/src/azure/connection-string";
import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { LocalServer } from "../support/local-server";
import { listen } from "../support/said";
import { skipWaits } from "../support/skipped-waits";

jest.mock("node:timers/promises", () => require("../support/skipped-waits").timers);
const waits = skipWaits();

const { definition } = AzureAccessCheck;
const said = listen();
let blobs: Record<string, string>;
let refusal: { status: number; code: string; times: number } | undefined;
let calls: { path: string; range: string | undefined; prefix: string | null; most: string | null }[];
let server: LocalServer;
let endpoint: string;
beforeAll(async () => {
  server = await LocalServer.start(({ url = "", headers }, response) => {
    const { pathname: path, searchParams } = new URL(url, endpoint);
    const range = (headers["x-ms-range"] ?? headers.range) as string | undefined;
    calls.push({ path, range, prefix: searchParams.get("prefix"), most: searchParams.get("maxresults") });
    if (refusal && refusal.times-- > 0) {
      const { status, code } = refusal;
      response.writeHead(status, { "content-type": "application/xml", "x-ms-error-code": code });
      response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
    } else if (searchParams.get("comp") === "list") {
      const listed = Object.entries(blobs).map(
        ([name, body]) =>
          `<Blob><Name>${name}</Name><Properties><Content-Length>${body.length}</Content-Length></Properties></Blob>`,
      );
      response.writeHead(200, { "content-type": "application/xml" });
      response.end(`<EnumerationResults><Blobs>${listed.join("")}</Blobs><NextMarker/></EnumerationResults>`);
    } else {
      const body = blobs[path.replace("/code/", "")]!.slice(0, range?.startsWith("bytes=0-0") ? 1 : undefined);
      response.writeHead(range ? 206 : 200, { etag: '"e"', "content-length": body.length }).end(body);
    }
  });
  endpoint = server.url;
});
afterAll(() => server.stop());
beforeEach(() => {
  calls = [];
  blobs = {};
  refusal = undefined;
});
afterEach(() => jest.restoreAllMocks());

const place = { account: "flows", container: "code", folder: "etl/" };
const connectionString = (account = "flows") =>
  keyConnectionString({ account, endpoint }, Buffer.from("hush").toString("base64"));
const blockOf = (data: object | undefined) =>
  ({ find: async () => data && { id: "d", name: "bot", data, block_document_references: {} } }) as never;
const credentials = "{{ syntask.blocks.azure-blob-storage-credentials.bot }}";
const verify = (inputs: object = { connectionString: connectionString() }, data?: object) =>
  definition.create(blockOf(data), { ...place, ...inputs } as never, { say: console.info }).then(
    ({ id }) => id,
    ({ message }: Error) => message,
  );

test("the first byte of one object in the folder is read", async () => {
  blobs = { "etl/a.py": "code", "etl/b.py": "code" };
  expect(await verify()).toBe("flows/code/etl/");
  expect(calls).toEqual([
    { path: "/code", range: undefined, prefix: "etl/", most: "10" },
    { path: "/code/etl/a.py", range: "bytes=0-0", prefix: null, most: null },
  ]);
  expect(said()).toEqual([]);
});

test("an empty object is read whole", async () => {
  blobs = { "etl/__init__.py": "" };
  expect(await verify()).toBe("flows/code/etl/");
  expect(calls.slice(1).map(({ path, range }) => [path, range])).toEqual([["/code/etl/__init__.py", undefined]]);
});

test("of a folder that holds nothing a line says so", async () => {
  expect(await verify()).toBe("flows/code/etl/");
  expect(said()).toEqual([
    "holds nothing yet: the worker's connection string may list it, and whether it may read is seen with the first file",
  ]);
});

test("an object that stands for a folder is refused, as a worker fails on it", async () => {
  blobs = { "etl/a.py": "code", "etl/sub/": "" };
  expect(await verify()).toBe(
    'the worker\'s connection string cannot read it: a worker fails on "etl/sub/", which stands for a folder; delete it, or choose another folder',
  );
});

test.each([401, 403])("a key that Azure answers %d is waited for, and a line says so once", async (status) => {
  blobs = { "etl/a.py": "code" };
  refusal = { status, code: "AuthenticationFailed", times: 3 };
  expect(await verify()).toBe("flows/code/etl/");
  expect(waits.milliseconds).toBe(7_000);
  expect(said()).toEqual([
    "is not open to the worker's connection string yet; waiting, as a key that was renewed needs some seconds",
  ]);
});

test("a key that is refused for good is given up after half a minute, and anything else at once", async () => {
  refusal = { status: 403, code: "AuthenticationFailed", times: 100 };
  expect(await verify()).toBe(
    "the worker's connection string cannot read it, also after 30 s: the credentials are refused: the key or signature is wrong, was replaced or has expired",
  );
  expect(waits.milliseconds).toBe(15_000 + 15_000);
  waits.reset();
  refusal = { status: 404, code: "ContainerNotFound", times: 100 };
  expect(await verify()).toMatch(/^the worker's connection string cannot read it: there is no such container/);
  expect(waits.milliseconds).toBe(0);
});

test("it is given up as soon as it is told", async () => {
  refusal = { status: 403, code: "AuthenticationFailed", times: 100 };
  await expect(readAsWorker(place, connectionString(), { say() {} }, 3)).rejects.toThrow("also after 3 s");
  expect(waits.milliseconds).toBe(3_000);
});

describe("with a placeholder of a block", () => {
  test("the connection string in it reads", async () => {
    blobs = { "etl/a.py": "code" };
    expect(await verify({ credentials }, { connection_string: connectionString() })).toBe("flows/code/etl/");
    expect(calls).toHaveLength(2);
  });

  test.each([{ connection_string: null }, { account_url: "x" }])(
    "%j reads nothing, and a line says so",
    async (data) => {
      expect(await verify({ credentials }, data)).toBe("flows/code/etl/");
      expect(calls).toEqual([]);
      expect(said()).toEqual([`is not verified: ${credentials} holds no connection string`]);
    },
  );

  test("the connection string of another account is refused, and told without a secret", async () => {
    const told = await verify({ credentials }, { connection_string: connectionString("other") });
    expect(told).toBe(
      `the connection string in ${credentials} is of the storage account "other", and the code is in "flows"; give one of that account`,
    );
    expect(await verify({ connectionString: connectionString("other") })).toMatch(
      /^the connection string in `credentials` is of the storage account "other"/,
    );
  });
});

test("without any connection string nothing is read", async () => {
  expect(await verify({})).toBe("flows/code/etl/");
  expect(said()).toEqual(["is not verified: the block holds no connection string"]);
});

test("names and connection strings are looked at in a preview, as far as they are known", () => {
  const lines = (inputs: object) => {
    const failures = new CheckFailures();
    const isUnknown = (property: string) => !(property in inputs);
    definition.check!(inputs, failures, {
      olds: undefined,
      isDeclared: () => false,
      isUnknown,
      client: undefined,
      say() {},
    });
    return failures.lines;
  };
  expect(lines({ ...place, connectionString: connectionString() })).toEqual([]);
  expect(lines({})).toEqual([]);
  expect(lines({ account: "My-Flows", container: "My Code", connectionString: "hush" })).toEqual([
    expect.stringMatching(/^`storageAccount` "My-Flows" is no name of a storage account/),
    expect.stringMatching(/^`container` "My Code" is no name of a container/),
    expect.stringMatching(/^`connectionString` is no connection string/),
  ]);
});

test("it is named by its folder, as far as that is known", () => {
  expect(definition.label(place)).toBe("flows/code/etl/");
  expect(definition.label({})).toBe("…/…/");
});
