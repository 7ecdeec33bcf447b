import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installDouble } from "../../emulators/providers/install";
import { type Cloud, cloudPrograms } from "../support/cloud-programs";
import { pathText } from "../support/edits";
import {
  type Declared,
  declare,
  edited,
  oneForEachEdit,
  oneOfEach,
  type RecordedStack,
  recordedStack,
} from "../support/every-kind";
import { pluginPath } from "../support/languages";
import { serverUrl, unique } from "../support/raw-api";
import { RecordingProxy } from "../support/recording-proxy";
import { Stack } from "../support/stack";
import { done, previewed, type Steps } from "../support/steps";

const prefixes = { dynamic: "pulumi-nodejs:dynamic/syntask:", plugin: "syntask:index:" };

/** Lets the program find the provider without an installation. */
const writeProject = (stack: Stack, runtime: string, more = "") =>
  writeFile(join(stack.folder, "Pulumi.yaml"), `name: example\nruntime: ${runtime}\n${pluginPath}\n${more}`);

/** What stands before the kinds in the types of all resources of the package. */
async function prefixesIn(stack: Stack): Promise<string[]> {
  const { resources } = JSON.parse(await stack.expect("stack", "export")).deployment;
  const kinds = resources.filter(({ id, type }: any) => id && /^(pulumi-nodejs:dynamic|syntask)/.test(type));
  return [...new Set<string>(kinds.map(({ type }: any) => type.slice(0, type.lastIndexOf(":") + 1)))];
}

/** Has the other binding serve the stack from now on, and finds nothing to do. */
async function switchTo(stack: Stack, binding: keyof typeof prefixes): Promise<void> {
  await stack.expect("config", "set", "syntask:binding", binding);
  await findsNothing(stack);
  expect(await prefixesIn(stack)).toEqual([prefixes[binding]]);
}

async function findsNothing(stack: Stack): Promise<void> {
  await stack.preview("--expect-no-changes", "--diff");
  await stack.up("--expect-no-changes");
  await stack.refresh("--expect-no-changes");
  await stack.preview("--expect-no-changes", "--diff");
}

describe("a stack with a resource of every kind", () => {
  let recorded: RecordedStack;
  let { stack, proxy } = {} as RecordedStack;
  let declared: Declared[];

  beforeAll(async () => {
    declared = await oneOfEach();
    recorded = await recordedStack(declared);
    ({ stack, proxy } = recorded);
    await writeProject(stack, "nodejs");
    proxy.take();
  });
  afterAll(() => recorded.remove());

  test("goes over to the plugin and back as unchanged, and nothing but reads is sent", async () => {
    await switchTo(stack, "plugin");
    await switchTo(stack, "dynamic");
    expect(proxy.take()).toEqual([]);
  });

  test("goes over to a program in YAML and back as unchanged, and nothing but reads is sent", async () => {
    const resources = Object.fromEntries(
      declared.map(({ kind, name, inputs }) => [name, { type: `syntask:${kind}`, properties: inputs }]),
    );
    await writeProject(stack, "yaml", `resources: ${JSON.stringify(resources)}\n`);
    await findsNothing(stack);
    expect(await prefixesIn(stack)).toEqual([prefixes.plugin]);
    await writeProject(stack, "nodejs");
    await findsNothing(stack);
    expect(await prefixesIn(stack)).toEqual([prefixes.dynamic]);
    expect(proxy.take()).toEqual([]);
  });

  test("is destroyed by the other binding", async () => {
    await switchTo(stack, "plugin");
    await stack.destroy();
    expect(await stack.expect("stack", "export")).not.toContain("syntask:index");
  });
});

describe("a stack in which every field of every kind is edited", () => {
  let recorded: RecordedStack;
  let declared: Declared[];
  beforeAll(async () => {
    declared = await oneForEachEdit();
    recorded = await recordedStack(declared);
    await writeProject(recorded.stack, "nodejs");
  });
  afterAll(() => recorded.remove());

  test("is updated by the other binding, field by field, with each in the preview by its path alone", async () => {
    const { stack } = recorded;
    const expected = (added: string): Steps =>
      Object.fromEntries(
        declared.map(({ name, inputs, edit }) => {
          const isThere = edit!.path.reduce<any>((inner, key) => inner?.[key], inputs) !== undefined;
          return [name, { op: "update", paths: { [pathText(edit!.path)]: isThere ? "update" : added } }];
        }),
      );
    await stack.expect("config", "set", "syntask:binding", "plugin");
    await declare(stack, edited(declared));
    expect(await previewed(stack)).toEqual(expected("add"));
    expect(await done(stack)).toEqual(expected("add"));
    await stack.refresh("--expect-no-changes");
    // A dynamic provider gives no details: the engine would show its own key as one more that changes.
    await stack.expect("config", "set", "syntask:binding", "dynamic");
    await stack.up("--expect-no-changes");
    await declare(stack, declared);
    expect(await previewed(stack)).toEqual(expected("delete"));
    expect(await done(stack)).toEqual(expected("delete"));
    await stack.preview("--refresh", "--expect-no-changes");
  });
});

describe.each(Object.entries(cloudPrograms))("a stack with the components of %s", (place, start) => {
  const name = unique("switch");
  let folder: string;
  let cloud: Cloud;
  let proxy: RecordingProxy;
  let stack: Stack;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-switch-"));
    const source = join(folder, "flows");
    await mkdir(source);
    await writeFile(join(source, "hello.py"), "");
    cloud = await start({ name, source });
    proxy = await RecordingProxy.start(serverUrl());
    stack = await Stack.create({
      ...cloud,
      config: { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect", ...cloud.config },
      environment: { ...cloud.environment, PULUMI_SYNTASK_TEST_CLOUD: join(folder, place) },
    });
    if (cloud.plugin) await installDouble(stack, cloud.plugin);
    await stack.up();
    await writeProject(stack, "nodejs");
    proxy.take();
  });
  afterAll(async () => {
    await stack?.remove();
    await proxy?.stop();
    await cloud?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("goes over to the plugin and back as unchanged, with nothing but reads sent, and is destroyed", async () => {
    await switchTo(stack, "plugin");
    await switchTo(stack, "dynamic");
    expect(proxy.take()).toEqual([]);
    // What it needs of the cloud's config to delete what is in a store is in the state by then.
    await stack.expect("config", "set", "syntask:binding", "plugin");
    await stack.up("--expect-no-changes");
    for (const hush of Object.values(cloud.secretConfig ?? {})) expect(await stack.state()).not.toContain(hush);
    await stack.destroy();
  });
});
