import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Declared, declare, oneOfEach } from "../support/every-kind";
import { raw } from "../support/raw-api";
import { SecondServer } from "../support/second-server";
import { Stack } from "../support/stack";
import { previewed } from "../support/steps";

/** All series that the tests have a server of, oldest first: each upgrades the database of the one before. */
const series = (process.env.PULUMI_SYNTASK_SERIES ?? "").split(" ").filter(Boolean);

/** The one kind that servers gave up, and the first series without it. */
const givenUp = { kind: "FlowRunNotificationPolicy", before: "3.4" };

let home: string;
let server: SecondServer | undefined;
let stack: Stack;
let declared: Declared[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "pulumi-syntask-upgraded-server-"));
  await start(series[0]!);
  stack = await Stack.create({ config: { "syntask:apiUrl": server!.url, "syntask:dialect": "prefect" } });
  declared = await oneOfEach();
  await declare(stack, declared);
  await stack.up();
});

afterAll(async () => {
  await stack?.remove();
  await server?.stop();
  await rm(home, { recursive: true, force: true });
});

async function start(version: string): Promise<void> {
  const port = server && Number(new URL(server.url).port);
  await server?.stop();
  server = await SecondServer.start({ series: version, home, port });
  process.env.SYNTASK_TEST_API_URL = server.url;
}

async function upgradeTo(version: string): Promise<void> {
  if (version === givenUp.before) {
    declared = declared.filter(({ kind }) => kind !== givenUp.kind);
    await declare(stack, declared);
    await stack.up();
  }
  if (version !== series[0]) await start(version);
}

test("a stack with one of each kind is there", () => {
  expect(series.length).toBeGreaterThan(1);
  expect(declared.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["Deployment", "WorkPool", givenUp.kind]));
});

test.each(series)("nothing of it changes after the upgrade of the server to %s", async (version) => {
  await upgradeTo(version);
  expect(await raw("GET", "/admin/version")).toMatch(new RegExp(`^${version.replace(".", "\\.")}\\.`));
  expect(await previewed(stack, "--expect-no-changes")).toEqual({});
  expect(await previewed(stack, "--refresh", "--expect-no-changes")).toEqual({});
});

test("the newest server destroys what the oldest has made", async () => {
  await stack.destroy();
  const { deployment } = JSON.parse(await stack.expect("stack", "export"));
  expect(deployment.resources ?? []).toEqual([]);
});
