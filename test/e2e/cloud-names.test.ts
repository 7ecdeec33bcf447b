import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { installDouble } from "../../emulators/providers/install";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("names");

let gcs: GcsEmulator;
let cloud: string;
let stack: Stack;

beforeAll(async () => {
  cloud = await mkdtemp(join(tmpdir(), "pulumi-syntask-cloud-"));
  gcs = await GcsEmulator.start();
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...gcs.config() },
    secretConfig: gcs.secretConfig,
    environment: { PULUMI_SYNTASK_TEST_CLOUD: cloud },
  });
  await installDouble(stack, "gcp");
});
afterAll(async () => {
  await stack?.remove();
  await gcs?.stop();
  await rm(cloud, { recursive: true, force: true });
});

const programWithReaders = (readers: string) => `
const gcp = require("@pulumi/gcp");
const { GcsFlowStorage } = require("pulumi-syntask/gcp");
const account = (accountId) => new gcp.serviceaccount.Account(accountId, { accountId });
const [a, b] = [account("${name}-a"), account("${name}-b")];
const storage = new GcsFlowStorage("${name}", { access: "runtime", readers: ${readers} });
exports.bucket = storage.bucket;
`;

/** Who may read the bucket. */
async function members(): Promise<string[]> {
  const { bucket } = await stack.outputs();
  const { bindings = [] } = await gcs.policy(bucket);
  return bindings.flatMap((binding: { members: string[] }) => binding.members).sort();
}

const member = (account: "a" | "b") => `serviceAccount:${name}-${account}@project-1.iam.gserviceaccount.com`;

/** Gives resources of the state other names, such as those that an older version of the package gave. */
async function renameInState(names: Record<string, string>): Promise<void> {
  const file = join(stack.folder, "state.json");
  await stack.expect("stack", "export", "--file", file);
  let state = await readFile(file, "utf8");
  for (const [one, other] of Object.entries(names)) state = state.replaceAll(`::${one}"`, `::${other}"`);
  await writeFile(file, state);
  await stack.expect("stack", "import", "--file", file);
}

test("grants that an older version named by their positions are the same grants", async () => {
  await stack.write(programWithReaders("[a.member, b.member]"));
  await stack.up();
  expect(await members()).toEqual([member("a"), member("b")]);
  await renameInState({
    [`${name}-reader-${name}-a`]: `${name}-reader-0`,
    [`${name}-reader-${name}-b`]: `${name}-reader-1`,
  });
  await stack.preview("--expect-no-changes", "--diff");
  await stack.up();
});

test("one of two readers taken out of the list leaves the other", async () => {
  await stack.write(programWithReaders("[b.member]"));
  await stack.up();
  expect(await members()).toEqual([member("b")]);
  await stack.preview("--expect-no-changes");
});

test("a list that becomes a record changes nothing", async () => {
  await stack.write(programWithReaders("{ nightly: b.member }"));
  await stack.preview("--expect-no-changes", "--diff");
  await stack.up();
  expect(await members()).toEqual([member("b")]);
  await stack.destroy();
});

const programWithNames = `
const { ArtifactRegistryFlowStorage, CloudRunInfrastructure, GcsFlowStorage } = require("pulumi-syntask/gcp");
const storage = new GcsFlowStorage("${name}");
const infrastructure = new CloudRunInfrastructure("${name}-runtime");
const images = new ArtifactRegistryFlowStorage("${name}-images", {
  image: "europe-docker.pkg.dev/project-1/team/flows@sha256:${"0".repeat(64)}",
  repository: "europe-docker.pkg.dev/project-1/team",
  verify: false,
});
exports.account = storage.serviceAccountEmail;
exports.role = infrastructure.serviceAccountEmail;
`;

const customRoles = async () => [
  ...(await stack.state()).matchAll(/"projects\/project-1\/roles\/(syntask_[0-9a-z_]+)"/g),
];

test("a renamed stack keeps every account, key and role", async () => {
  await stack.write(programWithNames);
  await stack.up();
  const before = await stack.outputs();
  await stack.expect("stack", "rename", "renamed");
  await stack.preview("--expect-no-changes", "--diff");
  await stack.expect("stack", "rename", "test");
  expect(await stack.outputs()).toEqual(before);
});

test("a role that is made again has an id that was not used before", async () => {
  const [[, first]] = (await customRoles()) as [RegExpMatchArray];
  await stack.destroy();
  await stack.up();
  const [[, second]] = (await customRoles()) as [RegExpMatchArray];
  expect(second).not.toBe(first);
});
