import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installDouble } from "../../emulators/providers/install";
import { type Cloud, cloudPrograms } from "../support/cloud-programs";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("former");

let folder: string;
let source: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-former-"));
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await writeFile(join(source, "hello.py"), "");
});
afterAll(async () => {
  for (const made of [folder, source]) await rm(made, { recursive: true, force: true });
});

describe.each(Object.entries(cloudPrograms))("of %s, a stack that has the former names", (place, start) => {
  let cloud: Cloud;
  let stack: Stack;

  beforeAll(async () => {
    cloud = await start({ name, source });
    stack = await Stack.create({
      ...cloud,
      config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...cloud.config },
      environment: { ...cloud.environment, PULUMI_SYNTASK_TEST_CLOUD: join(folder, place) },
    });
    if (cloud.plugin) await installDouble(stack, cloud.plugin);
    await stack.up();
    await giveFormerNames();
  });
  afterAll(async () => {
    await stack?.remove();
    await cloud?.stop();
  });

  /** Makes the state what the release before the renames has written. */
  async function giveFormerNames(): Promise<void> {
    const file = join(stack.folder, "state.json");
    await stack.expect("stack", "export", "--file", file);
    let state = await readFile(file, "utf8");
    for (const [present, former] of Object.entries(cloud.former)) {
      expect(state).toContain(`:${present}`);
      state = state.replaceAll(new RegExp(`\\b${present}\\b`, "g"), former);
    }
    await writeFile(file, state);
    await stack.expect("stack", "import", "--file", file);
  }

  /** Names of the types in all URNs of the state. */
  async function typesInState(): Promise<string[]> {
    const { resources = [] } = JSON.parse(await stack.expect("stack", "export")).deployment;
    return resources.flatMap(({ urn }: { urn: string }) =>
      urn
        .split("::")[2]!
        .split("$")
        .map((type) => type.split(":").at(-1)),
    );
  }

  test("is refreshed by the texts in it", async () => {
    await stack.refresh();
    expect(await typesInState()).toEqual(expect.arrayContaining(Object.values(cloud.former)));
  });

  test("is unchanged in a preview, children of components too", () => stack.preview("--expect-no-changes", "--diff"));

  test("has the present names after the next up, which changes nothing", async () => {
    await stack.up("--expect-no-changes");
    const types = await typesInState();
    expect(types).toEqual(expect.arrayContaining(Object.keys(cloud.former)));
    for (const former of Object.values(cloud.former)) expect(types).not.toContain(former);
  });

  test("is destroyed by the texts in it", async () => {
    await giveFormerNames();
    await stack.destroy();
    expect(await typesInState()).toEqual([]);
  });
});
