import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { Moto, rootKey } from "../../emulators/aws/moto";
import { openS3ObjectStore } from "../../sdk/src/aws/s3-object-store";
import type { Content, ObjectStore } from "../../sdk/src/code/object-store";
import { FaultyProxy } from "../support/faulty-proxy";

let moto: Moto;
let proxy: FaultyProxy;
beforeAll(async () => {
  moto = await Moto.start();
  proxy = await FaultyProxy.start(moto.url);
  await new S3Client(moto.client()).send(new CreateBucketCommand({ Bucket: "flows" }));
});
afterAll(async () => {
  await proxy.stop();
  await moto.stop();
});

const config = { get: () => undefined };
const open = (credentials?: Record<string, string>): Promise<ObjectStore> =>
  openS3ObjectStore({ bucket: "flows", endpoint: proxy.url, pathStyle: true }, config, credentials);

const bytes = Buffer.from("x");
const content: Content = {
  size: 1,
  sha256: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
  md5: "9dd4e461268c8034f5c8564e155c67a6",
  open: () => {
    throw new Error("small contents are not streamed");
  },
  read: async () => bytes,
  isSmall: true,
};

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => "nothing failed",
    (error: Error) => error.message,
  );

async function listed(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list("")) keys.push(key);
  return keys;
}

const slowDown = { status: 503, code: "SlowDown", message: "Please reduce your request rate." };

test("a store that asks for fewer requests gets them again, until it takes them", async () => {
  const store = await open(rootKey);
  proxy.fail({ ...slowDown, times: 3 });
  await store.put("throttled.py", content);
  expect(proxy.failed).toBe(3);
  expect(await store.read("throttled.py")).toEqual(bytes);
});

test("a store that goes on asking for fewer requests is reported in one line", async () => {
  const store = await open(rootKey);
  proxy.fail({ ...slowDown, times: 100 });
  expect(await messageOf(store.put("throttled.py", content))).toBe(
    "s3://flows/throttled.py: the store asks for fewer requests, also after several tries; run again later",
  );
  expect(proxy.failed).toBeGreaterThan(2);
  expect(proxy.failed).toBeLessThan(10);
});

test("a store that cannot wait for nobody having a key is written to all the same", async () => {
  const store = await open(rootKey);
  const keys = ["first.py", "second.py", "third.py"];
  const message = "A header you provided implies functionality that is not implemented.";
  proxy.fail({ status: 501, code: "NotImplemented", message, times: 100, header: "if-none-match" });
  await Promise.all(keys.map((key) => store.put(key, content, { onlyIfNew: true })));
  expect(proxy.failed).toBe(3);
  expect(await listed(store)).toEqual(expect.arrayContaining(keys));
});

test.each([
  ["moved", { status: 301, code: "PermanentRedirect", message: "Use the specified endpoint." }],
  [
    "signed for another region",
    {
      status: 400,
      code: "AuthorizationHeaderMalformed",
      message: "the region 'us-east-1' is wrong; expecting 'eu-west-1'",
    },
  ],
  [
    "of a place that the endpoint does not serve",
    { status: 400, code: "IllegalLocationConstraintException", message: "The eu-west-1 location is incompatible." },
  ],
])("a bucket that is %s says which setting to correct, for writing and for listing", async (_, fault) => {
  const store = await open(rootKey);
  for (const work of [() => store.put("a.py", content), () => listed(store)]) {
    proxy.fail({ ...fault, times: 100 });
    const message = await messageOf(work());
    expect(message).toMatch(
      /^s3:\/\/flows\/(a\.py)?: the bucket is in (another region; set `aws:region` to that of the bucket|region eu-west-1; set `aws:region` to it)$/,
    );
  }
});

test("without any credentials the line says where to put them, and nothing is sent", async () => {
  const before = process.env;
  process.env = { PATH: before.PATH, HOME: "/nowhere", AWS_EC2_METADATA_DISABLED: "true" };
  try {
    proxy.fail({ ...slowDown, times: 0 });
    const store = await open();
    expect(await messageOf(store.put("a.py", content))).toBe(
      "s3://flows/a.py: no AWS credentials were found; set `aws:profile` or `aws:accessKey` in the stack's config, or AWS_PROFILE",
    );
    expect(proxy.passed).toBe(0);
  } finally {
    process.env = before;
  }
});
