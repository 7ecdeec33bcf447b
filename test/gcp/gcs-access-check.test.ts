import { generateKeyPairSync } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { GcsAccessCheck } from "../../sdk/src/gcp/gcs-access-check";
import { keyClient } from "../../sdk/src/gcp/gcs-client";
import { readAsWorker } from "../../sdk/src/gcp/gcs-reader";
import { LocalServer } from "../support/local-server";
import { listen } from "../support/said";
import { skipWaits } from "../support/skipped-waits";

jest.mock("node:timers/promises", () => require("../support/skipped-waits").timers);
const waits = skipWaits();

const { definition } = GcsAccessCheck;
const said = listen();
const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
  type: "pkcs8",
  format: "pem",
});
let objects: Record<string, string>;
/** How many answers to a path are refusals, and with which status. */
let refusals: { path: string; status: number; times: number };
let calls: { path: string; query: Record<string, string>; headers: IncomingHttpHeaders }[];
let server: LocalServer;
let url: string;
beforeAll(async () => {
  server = await LocalServer.start(async (request, response) => {
    await text(request);
    const { pathname, searchParams } = new URL(request.url!, url);
    const path = decodeURIComponent(pathname);
    calls.push({ path, query: Object.fromEntries(searchParams), headers: request.headers });
    const answer = (status: number, body: object | string) =>
      response
        .writeHead(status, { "content-type": "application/json" })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    if (path === refusals.path && refusals.times-- > 0) {
      const { status } = refusals;
      if (path === "/token") return answer(status, { error: "invalid_grant", error_description: "Invalid JWT" });
      return answer(status, { error: { code: status, message: "no" } });
    }
    if (path === "/token") return answer(200, { access_token: "of-the-worker", expires_in: 3_600 });
    if (path.endsWith("/o")) {
      return answer(200, {
        items: Object.entries(objects).map(([name, body]) => ({ name, size: String(body.length) })),
      });
    }
    return answer(200, objects[path.split("/o/")[1]!]!.slice(0, request.headers.range ? 1 : undefined));
  });
  url = server.url;
});
afterAll(() => server.stop());
beforeEach(() => {
  calls = [];
  objects = {};
  refusals = { path: "", status: 0, times: 0 };
});
afterEach(() => jest.restoreAllMocks());

const list = "/storage/v1/b/flows/o";
const key = () => ({
  type: "service_account",
  client_email: "w@team.iam.gserviceaccount.com",
  private_key: String(privateKey),
  token_uri: `${url}/token`,
});
const place = () => ({ bucket: "flows", folder: "etl/", endpoint: `${url}/storage/v1/` });
const credentials = "{{ syntask.blocks.gcp-credentials.bot }}";
const blockOf = (data: object | undefined) =>
  ({ find: async () => data && { id: "d", name: "bot", data, block_document_references: {} } }) as never;
const verify = (inputs: object = { serviceAccountInfo: key() }, data?: object) =>
  definition.create(blockOf(data), { ...place(), ...inputs } as never, { say: console.info }).then(
    ({ id }) => id,
    ({ message }: Error) => message,
  );
const reader = "w@team.iam.gserviceaccount.com of project team";

test("the first byte of one object in the folder is read, as the key's account", async () => {
  objects = { "etl/": "", "etl/a.py": "code" };
  expect(await verify()).toBe("flows/etl/");
  expect(calls.map(({ path }) => path)).toEqual(["/token", list, `${list}/etl/a.py`]);
  expect(calls[1]!.query).toMatchObject({ prefix: "etl/", maxResults: "10" });
  expect(calls[2]!.headers).toMatchObject({ range: "bytes=0-0", authorization: "Bearer of-the-worker" });
  expect(said()).toEqual([]);
});

test("an empty object is read whole, as it has no first byte", async () => {
  objects = { "etl/__init__.py": "" };
  expect(await verify()).toBe("flows/etl/");
  expect(calls.at(-1)).toMatchObject({ path: `${list}/etl/__init__.py` });
  expect(calls.at(-1)!.headers.range).toBeUndefined();
});

test("of a folder that holds nothing a line says so", async () => {
  expect(await verify()).toBe("flows/etl/");
  expect(said()).toEqual([
    `holds nothing yet: ${reader} may list it, and whether it may read is seen with the first file`,
  ]);
});

test.each([
  ["/token", 400],
  [list, 401],
  [list, 403],
])("a key that %s answers %d is waited for, and a line says so once", async (path, status) => {
  objects = { "etl/a.py": "code" };
  refusals = { path, status, times: 2 };
  expect(await verify()).toBe("flows/etl/");
  expect(waits.milliseconds).toBe(3_000);
  expect(said()).toEqual([`is not open to ${reader} yet; waiting, as a new key or grant takes up to some minutes`]);
});

test("a key that is refused for good is given up after three minutes, and anything else at once", async () => {
  refusals = { path: "/token", status: 400, times: 100 };
  expect(await verify()).toBe(
    `${reader} cannot read it, also after 180 s: gs://flows/etl/: the key of w@team.iam.gserviceaccount.com is refused: Invalid JWT`,
  );
  expect(waits.milliseconds).toBeGreaterThan(150_000);
  waits.reset();
  refusals = { path: list, status: 404, times: 100 };
  expect(await verify()).toBe(
    `${reader} cannot read it: gs://flows/etl/: there is no such bucket; make it first, or correct its name`,
  );
  expect(waits.milliseconds).toBe(0);
});

test("it is given up as soon as it is told", async () => {
  refusals = { path: list, status: 403, times: 100 };
  await expect(readAsWorker(keyClient(place().endpoint, key()), place(), "who", { say() {} }, 3)).rejects.toThrow(
    "who cannot read it, also after 3 s: gs://flows/etl/: access denied",
  );
});

describe("with a placeholder of a block", () => {
  test("the key in it reads", async () => {
    objects = { "etl/a.py": "code" };
    expect(await verify({ credentials }, { service_account_info: { ...key(), project_id: "own" } })).toBe("flows/etl/");
    expect(calls).toHaveLength(3);
  });

  test.each([{}, { service_account_info: null }])(
    "a block with a file of the worker beside %j reads nothing",
    async (more) => {
      expect(await verify({ credentials }, { service_account_file: "/keys/worker.json", ...more })).toBe("flows/etl/");
      expect(said()).toEqual([`is not verified: ${credentials} holds no key but a file of the worker`]);
      expect(calls).toEqual([]);
    },
  );

  test("a key that is none is refused", async () => {
    expect(await verify({ credentials }, { service_account_info: {} })).toBe(
      `the key in ${credentials} has no \`client_email\`; give the key of a service account`,
    );
    expect(await verify({ serviceAccountInfo: { client_email: "w" } })).toBe(
      "the key in `credentials` has no `private_key`; give the key of a service account",
    );
    expect(calls).toEqual([]);
  });

  test("a block that is not there is named", async () => {
    expect(await verify({ credentials })).toContain('there is no block "gcp-credentials/bot"');
  });
});

test("names and keys are looked at in a preview, as far as they are known", () => {
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
  expect(lines({ ...place(), serviceAccountInfo: key() })).toEqual([]);
  expect(lines({})).toEqual([]);
  expect(lines({ bucket: "ab", serviceAccountInfo: { client_email: "w" } })).toEqual([
    '`bucket` "ab" is too short; write at least 3 characters',
    "`credentials` has no `private_key`; give the key of a service account",
  ]);
});

test("it is named by its folder, as far as that is known", () => {
  expect(definition.label(place())).toBe("gs://flows/etl/");
  expect(definition.label({})).toBe("gs://…/");
});
