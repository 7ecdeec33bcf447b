import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { awsConfig, createAdministrator, createUser, type Key, servicesAt } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { installDouble } from "../../emulators/providers/install";
import { CountingProxy } from "../support/counting-proxy";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("accounts");

/** The account of the stack's config, and the one of an explicit provider. */
let own: Moto;
let other: Moto;
let proxy: CountingProxy;
let administrator: Key;
/** May take on a role of the other account, and nothing else. */
let visitor: Key;
let source: string;
let stack: Stack;

const team = "urn:pulumi:test::example::example:index:Team::team";
const role = "arn:aws:iam::123456789012:role/deploy";
const anyone = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
const everything = { Effect: "Allow", Action: "*", Resource: "*" };
const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

beforeAll(async () => {
  [own, other] = await Promise.all([Moto.start(), Moto.start()]);
  const ofStack = await createAdministrator(own);
  administrator = await createAdministrator(other);
  visitor = await createUser(other, "visitor", document({ Effect: "Allow", Action: "sts:AssumeRole", Resource: role }));
  const iam = new IAMClient(other.client());
  await iam.send(new CreateRoleCommand({ RoleName: "deploy", AssumeRolePolicyDocument: document(anyone) }));
  const all = { RoleName: "deploy", PolicyName: "all", PolicyDocument: document(everything) };
  await iam.send(new PutRolePolicyCommand(all));
  await Promise.all([own.enforcePolicies(), other.enforcePolicies()]);
  proxy = await CountingProxy.start(own.url);
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await writeFile(join(source, "hello.py"), "greeting = 1\n");
  stack = await Stack.create({
    config: {
      "syntask:apiUrl": serverUrl(),
      "syntask:dialect": "prefect",
      ...awsConfig(proxy.url.replace(/\/$/, ""), ofStack),
      "example:id": administrator.accessKeyId,
    },
    secretConfig: {
      "aws:secretKey": ofStack.secretAccessKey,
      "example:key": administrator.secretAccessKey,
      "example:visitor": visitor.secretAccessKey,
    },
  });
  await installDouble(stack, "aws");
});
afterAll(async () => {
  await stack?.remove();
  await proxy?.stop();
  await Promise.all([own?.stop(), other?.stop()]);
  await rm(source, { recursive: true, force: true });
});

const provider = (settings: string) => `
const aws = require("@pulumi/aws");
const { S3FlowStorage } = require("pulumi-syntask/aws");
const config = new pulumi.Config("example");
const other = new aws.Provider("other", {
  region: "us-east-1",
  endpoints: [${JSON.stringify(servicesAt(other.url))}],
  ${settings}
});
class Team extends pulumi.ComponentResource {
  constructor(opts) {
    super("example:index:Team", "team", {}, opts);
  }
}
`;
const withKey = () => provider('accessKey: config.require("id"), secretKey: config.requireSecret("key"),');
const asRole = () =>
  provider(
    `accessKey: "${visitor.accessKeyId}", secretKey: config.requireSecret("visitor"), assumeRoles: [{ roleArn: "${role}" }],`,
  );

const storage = (opts: string) =>
  `const storage = new S3FlowStorage("${name}", { source: ${JSON.stringify(source)}, folder: "etl" }, ${opts});
exports.bucket = storage.bucket;
`;

/** Keys of all objects of an account, whatever their buckets. */
async function objectsOf(moto: Moto): Promise<string[]> {
  const s3 = new S3Client(moto.client(moto === other ? administrator : undefined));
  if (moto === own) await own.allowEverything();
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const pages = await Promise.all(Buckets.map(({ Name }) => s3.send(new ListObjectsV2Command({ Bucket: Name }))));
  if (moto === own) await own.enforcePolicies();
  return pages.flatMap(({ Contents = [] }) => Contents.map(({ Key }) => Key!)).sort();
}

test("a component that is given another account has its code, its check and its guard there, and nothing in the stack's", async () => {
  await stack.write(withKey() + storage("{ providers: [other] }"));
  await stack.preview();
  proxy.reset();
  await stack.up();
  expect(await objectsOf(other)).toEqual(["etl/hello.py"]);
  expect(proxy.calls).toEqual({});
  expect(await stack.state()).not.toContain(administrator.secretAccessKey);
  await stack.preview("--expect-no-changes", "--diff");
});

test("an edit is sent there, and what was changed there is found", async () => {
  await writeFile(join(source, "hello.py"), "greeting = 2\n");
  const preview = await stack.preview("--refresh");
  expect(preview).toContain("~ hello.py");
  await stack.up("--refresh");
  await stack.preview("--expect-no-changes");
  expect(proxy.calls).toEqual({});
});

test("a component and an upload below one that is given another account go there too", async () => {
  const bare = `new syntask.FlowCode("bare", {
  store: "s3", location: { bucket: storage.bucket }, folder: "bare", source: ${JSON.stringify(source)},
}, { parent: team });
`;
  const moved = "{ parent: team, aliases: [{ parent: pulumi.rootStackResource }] }";
  await stack.write(`${withKey()}const team = new Team({ providers: [other] });\n${storage(moved)}${bare}`);
  await stack.up();
  expect(await objectsOf(other)).toEqual(["bare/hello.py", "etl/hello.py"]);
  expect(proxy.calls).toEqual({});
});

test("a change of the provider alone sends nothing, and its new key is what deletes", async () => {
  const opts = `{ providers: [other], aliases: [{ parent: "${team}" }] }`;
  await stack.write(asRole() + storage(opts));
  const output = await stack.up();
  expect(output).not.toMatch(/1 changed:|1 new:/);
  expect(await objectsOf(other)).toEqual(["etl/hello.py"]);
  const state = await stack.state();
  for (const secret of [administrator.secretAccessKey, visitor.secretAccessKey]) expect(state).not.toContain(secret);
});

test("destroy leaves nothing in either account", async () => {
  await stack.destroy();
  expect(await objectsOf(other)).toEqual([]);
  expect(await objectsOf(own)).toEqual([]);
  expect(proxy.calls).toEqual({});
});

test("what an upload cannot use of a provider is refused in the preview", async () => {
  await stack.write(provider('sharedCredentialsFiles: ["/one", "/two"],') + storage("{ providers: [other] }"));
  const { code, output } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(output).toContain(
    `S3FlowStorage "${name}": \`aws:sharedCredentialsFiles\` names 2 files, and an upload reads one`,
  );
});
