import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { installDouble } from "../../emulators/providers/install";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("projects");

/** The project of the stack's config, and the one of an explicit provider. */
let own: GcsEmulator;
let other: GcsEmulator;
let source: string;
let stack: Stack;

beforeAll(async () => {
  [own, other] = await Promise.all([GcsEmulator.start(), GcsEmulator.start()]);
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await writeFile(join(source, "hello.py"), "greeting = 1\n");
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...own.config() },
    secretConfig: { ...own.secretConfig, "example:token": other.ownerToken },
  });
  await installDouble(stack, "gcp");
});
afterAll(async () => {
  await stack?.remove();
  await Promise.all([own?.stop(), other?.stop()]);
  await rm(source, { recursive: true, force: true });
});

const program = () => `
const gcp = require("@pulumi/gcp");
const { GcsFlowStorage } = require("pulumi-syntask/gcp");
const other = new gcp.Provider("other", {
  project: "project-1",
  accessToken: new pulumi.Config("example").requireSecret("token"),
  storageCustomEndpoint: "${other.config()["gcp:storageCustomEndpoint"]}",
  iamCustomEndpoint: "${other.config()["gcp:iamCustomEndpoint"]}",
});
class Team extends pulumi.ComponentResource {
  constructor(opts) {
    super("example:index:Team", "team", {}, opts);
  }
}
const parent = new Team({ providers: [other] });
const storage = new GcsFlowStorage("${name}", { source: ${JSON.stringify(source)}, folder: "etl" }, { parent });
exports.bucket = storage.bucket;
`;

const bucketsOf = async (gcs: GcsEmulator): Promise<string[]> => {
  const { items = [] } = await gcs.call("GET", "/storage/v1/b?project=project-1");
  return items.map(({ name: bucket }: { name: string }) => bucket);
};

test("a component below one that is given another account has its code, its check and its guard there", async () => {
  await stack.write(program());
  await stack.up();
  const { bucket } = await stack.outputs();
  expect(await other.keys(bucket)).toEqual(["etl/hello.py"]);
  expect(await bucketsOf(own)).toEqual([]);
  expect(await stack.state()).not.toContain(other.ownerToken);
  await stack.preview("--expect-no-changes", "--diff");
});

test("an edit is sent there, and destroy leaves nothing", async () => {
  await writeFile(join(source, "hello.py"), "greeting = 2\n");
  expect(await stack.preview("--refresh")).toContain("~ hello.py");
  await stack.up();
  await stack.destroy();
  expect([await bucketsOf(own), await bucketsOf(other)]).toEqual([[], []]);
});
