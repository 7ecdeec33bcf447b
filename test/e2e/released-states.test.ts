import { readdirSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Declared, declare, oneOfEach } from "../support/every-kind";
import { serverUrl } from "../support/raw-api";
import { Stack } from "../support/stack";

/** Folders with the stack that each release has made: its `resources.json`, and its state. */
const releases = join(__dirname, "released-states");
/** A release sets this to its version, and commits the folder with its stack. */
const recordedVersion = process.env.PULUMI_SYNTASK_RECORD;
/** Stands in a recorded state for the server that made it. */
const server = "http://server.example/api";
/** What a state has of the machine and the moment that made it. Its secrets are those of the tests, encrypted by the tests' passphrase. */
const incidental = ["sourcePosition", "stackTrace", "created", "modified", "time"];

/** What a program has beside the kinds: components that need no cloud, and deployments of what they give. */
const components = `
const git = new syntask.GitFlowStorage("git", {
  repository: "https://git.example/flows.git", branch: "main", accessToken: "test-token", verify: false,
});
const disk = new syntask.LocalFlowStorage("disk", { path: "/srv/flows" });
const pool = new syntask.WorkPool("released", { type: "process" });
for (const [name, storage] of Object.entries({ git, disk })) {
  new syntask.Deployment("released-" + name, {
    entrypoint: "etl.py:main", flow: "released", storage, workPool: pool,
    schedules: [{ cron: "0 6 * * *", timezone: "Europe/Berlin" }], parameters: { days: 7 }, tags: ["released"],
  });
}
`;

async function stackOf(resources: readonly Declared[]): Promise<Stack> {
  const stack = await Stack.create({ config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" } });
  await declare(stack, resources, { before: components });
  return stack;
}

/** Makes a stack with this version, and keeps it for those that follow. */
async function record(version: string): Promise<void> {
  const resources = await oneOfEach();
  const stack = await stackOf(resources);
  try {
    await stack.up();
    const state = JSON.parse(await stack.expect("stack", "export"));
    const folder = join(releases, version);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "resources.json"), `${JSON.stringify(resources, undefined, 2)}\n`);
    const lasting = (key: string, value: unknown) => (incidental.includes(key) ? undefined : value);
    const text = JSON.stringify(state, lasting, 2).replaceAll(serverUrl(), server);
    await writeFile(join(folder, "state.json"), `${text}\n`);
  } finally {
    await stack.remove();
  }
}

beforeAll(async () => {
  if (recordedVersion) await record(recordedVersion);
});

test("this release has its stack", async () => {
  const { version } = JSON.parse(await readFile(join(__dirname, "../../sdk/package.json"), "utf8"));
  expect(await readdir(releases)).toContain(version);
});

test.each(readdirSync(releases))("a stack that %s has made is unchanged in a preview", async (version) => {
  const folder = join(releases, version);
  const stack = await stackOf(JSON.parse(await readFile(join(folder, "resources.json"), "utf8")));
  try {
    const state = (await readFile(join(folder, "state.json"), "utf8")).replaceAll(server, serverUrl());
    await writeFile(join(stack.folder, "state.json"), state);
    await stack.expect("stack", "import", "--file", join(stack.folder, "state.json"));
    await stack.preview("--expect-no-changes", "--diff");
  } finally {
    await stack.expect("stack", "rm", "test", "--force", "--yes");
  }
});
