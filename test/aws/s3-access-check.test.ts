import { S3AccessCheck } from "../../sdk/src/aws/s3-access-check";
import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { LocalServer } from "../support/local-server";
import { skipWaits } from "../support/skipped-waits";

const { definition } = S3AccessCheck;

jest.mock("node:timers/promises", () => require("../support/skipped-waits").timers);
const waits = skipWaits();

interface Call {
  path: string;
  range: string | undefined;
  key: string;
  token: unknown;
}
type Answer = { status?: number; body: string };

let answer: (call: Call) => Answer;
let calls: Call[];
let said: string[];
let server: LocalServer;
let endpoint: string;
beforeAll(async () => {
  server = await LocalServer.start(({ url = "", headers }, response) => {
    const [, key = ""] = /Credential=([^/]+)/.exec(headers.authorization ?? "") ?? [];
    const call = { path: decodeURIComponent(url), range: headers.range, key, token: headers["x-amz-security-token"] };
    calls.push(call);
    const { status = 200, body } = answer(call);
    response.writeHead(status, { "content-type": "application/xml" }).end(body);
  });
  endpoint = server.url;
});
afterAll(() => server.stop());
beforeEach(() => {
  calls = [];
  said = [];
  jest.spyOn(console, "info").mockImplementation((line) => void said.push(line));
});
afterEach(() => jest.restoreAllMocks());

const holding = (objects: Record<string, string>) => {
  const contents = Object.entries(objects).map(
    ([key, body]) => `<Contents><Key>${key}</Key><Size>${body.length}</Size></Contents>`,
  );
  const list = `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`;
  return ({ path }: Call): Answer => {
    if (path.startsWith("/flows?") || path.startsWith("/flows/?")) return { body: list };
    return { body: objects[path.replace("/flows/", "").split("?")[0]!] ?? "" };
  };
};
const failing = (status: number, code: string) => (): Answer => ({
  status,
  body: `<Error><Code>${code}</Code><Message>no</Message></Error>`,
});

const key = { accessKeyId: "AKIAWORKER", secretAccessKey: "hush-hush" };
const place = () => ({ bucket: "flows", folder: "etl/", endpoint, pathStyle: true, region: "us-east-1" });
const blockOf = (data: object | undefined) =>
  ({ find: async () => data && { id: "d", name: "bot", data, block_document_references: {} } }) as never;
const context = { say: (line: string) => void said.push(line), changed: [] };
const verify = (inputs: object, data?: object) =>
  definition.create(blockOf(data), { ...place(), ...inputs } as never, context).then(
    ({ id }) => id,
    (error: Error) => error.message,
  );

test("one byte of one object in the folder is read, with the worker's key and nothing of the uploader's", async () => {
  answer = holding({ "etl/": "", "etl/a.py": "code", "etl/b.py": "code" });
  expect(await verify({ ...key, sessionToken: "hush-session" })).toBe("flows/etl/");
  expect(calls.map(({ path }) => path.split("?")[0]!.replace(/\/$/, ""))).toEqual(["/flows", "/flows/etl/a.py"]);
  expect(calls[0]!.path).toContain("prefix=etl/");
  expect(calls[1]).toMatchObject({ range: "bytes=0-0", key: "AKIAWORKER", token: "hush-session" });
  expect(said).toEqual([]);
});

test("an empty object is read whole, as it has no first byte", async () => {
  answer = holding({ "etl/__init__.py": "" });
  expect(await verify(key)).toBe("flows/etl/");
  expect(calls[1]!.range).toBeUndefined();
});

test("of a folder that holds nothing a line says so", async () => {
  answer = holding({ "etl/": "" });
  expect(await verify(key)).toBe("flows/etl/");
  expect(said).toEqual([
    "holds nothing yet: the worker's key may list it, and whether it may read is seen with the first file",
  ]);
});

test("a key that AWS does not know yet is waited for, and a line says so once", async () => {
  let refusals = 3;
  const ready = holding({ "etl/a.py": "code" });
  answer = (call) => (refusals-- > 0 ? failing(403, "InvalidAccessKeyId")() : ready(call));
  expect(await verify(key)).toBe("flows/etl/");
  expect(waits.milliseconds).toBe(7_000);
  expect(said).toEqual(["is not open to the worker's key yet; waiting, as a new key needs some seconds"]);
});

test("a key that may list and not decrypt is refused with the name of KMS and of its key", async () => {
  const listing = holding({ "etl/a.py": "code" });
  const kmsKey = "arn:aws:kms:us-east-1:123456789012:key/1234abcd";
  const denial = `User: worker is not authorized to perform: kms:Decrypt on resource: ${kmsKey} because no identity-based policy allows it`;
  answer = (call) =>
    call.path.includes("a.py")
      ? { status: 403, body: `<Error><Code>AccessDenied</Code><Message>${denial}</Message></Error>` }
      : listing(call);
  expect(await verify(key)).toBe(
    "the worker's key cannot read it, also after 90 s: s3://flows/etl/: the bucket is encrypted with a key of KMS, and the " +
      `credentials lack \`kms:Decrypt\` on ${kmsKey}; write the key's ARN as \`kmsKeyArn\`, which gives it to workers, or grant it`,
  );
});

test.each([
  ["a new key", key, undefined, 90],
  [
    "a key in a block",
    { credentials: "{{ syntask.blocks.aws-credentials.bot }}" },
    { aws_access_key_id: "AKIA", aws_secret_access_key: "hush" },
    15,
  ],
])("%s that is refused for good is given up with the reason", async (_, inputs, data, seconds) => {
  answer = failing(403, "AccessDenied");
  expect(await verify(inputs, data)).toBe(
    `the worker's key cannot read it, also after ${seconds} s: s3://flows/etl/: access denied; the credentials may not do this here`,
  );
  expect(waits.milliseconds).toBeLessThanOrEqual(seconds * 1000);
  expect(waits.milliseconds).toBeGreaterThan(seconds * 500);
});

test("what no patience helps with is told at once", async () => {
  answer = failing(404, "NoSuchBucket");
  expect(await verify(key)).toBe(
    "the worker's key cannot read it: s3://flows/etl/: there is no such bucket; make it first, or correct its name",
  );
  expect(waits.milliseconds).toBe(0);
});

describe("with a placeholder of a block", () => {
  const credentials = "{{ syntask.blocks.aws-credentials.bot }}";

  test.each([
    [
      { aws_access_key_id: "AKIAAWS", aws_secret_access_key: "hush", aws_session_token: "hush-session" },
      "AKIAAWS",
      "hush-session",
    ],
    [{ minio_root_user: "minio", minio_root_password: "hush" }, "minio", undefined],
  ])("the block's %j reads", async (data, used, token) => {
    answer = holding({ "etl/a.py": "code" });
    expect(await verify({ credentials }, data)).toBe("flows/etl/");
    expect(calls.at(-1)).toMatchObject({ key: used, token });
  });

  test("the block's own endpoint, region and style are where it reads", async () => {
    answer = holding({ "etl/a.py": "code" });
    const data = {
      aws_access_key_id: "AKIA",
      aws_secret_access_key: "hush",
      region_name: "eu-west-1",
      aws_client_parameters: { endpoint_url: endpoint, config: { s3: { addressing_style: "path" } } },
    };
    const elsewhere = { credentials, endpoint: "http://127.0.0.1:9", pathStyle: undefined, region: undefined };
    expect(await verify(elsewhere, data)).toBe("flows/etl/");
    expect(calls).toHaveLength(2);
  });

  test("a block without a key reads nothing, and a line says so", async () => {
    expect(await verify({ credentials }, { profile_name: "worker" })).toBe("flows/etl/");
    expect(calls).toEqual([]);
    expect(said).toEqual([`is not verified: ${credentials} holds no key but a profile of the worker`]);
  });

  test("a block that is not there is named", async () => {
    expect(await verify({ credentials })).toContain('there is no block "aws-credentials/bot"');
  });
});

test("a rotation that fails says that the key of before is still good, and no other failure does", async () => {
  answer = failing(404, "NoSuchBucket");
  const update = (olds: object) =>
    definition
      .update(blockOf(undefined), "id", { ...place(), ...key } as never, { ...place(), ...olds } as never, context)
      .then(
        () => "",
        ({ message, cause }: Error) => {
          if (message.includes("still good")) expect(message.startsWith((cause as Error).message)).toBe(true);
          return message;
        },
      );
  const advice =
    "; the block has the key of before, which is still good: run it again with this `rotation` or with the one before, as AWS gives a user no third key";
  const reason =
    "the worker's key cannot read it: s3://flows/etl/: there is no such bucket; make it first, or correct its name";
  expect(await update({ ...key, accessKeyId: "AKIABEFORE" })).toBe(reason + advice);
  for (const olds of [key, { ...key, folder: "other/" }, {}]) expect(await update(olds)).not.toContain(advice);
});

test("a name that no bucket has is refused by a check", async () => {
  const check = async (bucket: string | undefined) => {
    const failures = new CheckFailures();
    await definition.check!({ bucket }, failures, {
      olds: undefined,
      isDeclared: () => false,
      isUnknown: () => true,
      client: undefined,
      ...context,
    });
    return failures.lines.length;
  };
  expect([await check("flows"), await check("s3://flows"), await check(undefined)]).toEqual([0, 1, 0]);
});
