import { clientFor } from "../../../sdk/src/engine/connections";
import { Run } from "../../../sdk/src/engine/run";
import { exportServer } from "../../../sdk/src/export/export";
import { definitions } from "../../../sdk/src/provider";
import { testRules } from "../../conformance/rules";
import { makeFileSystem, resultStorageSubjects, setStorage } from "../../conformance/subjects/result-storages";
import { dynamicBinding } from "../../support/engine-bindings";
import { pluginBinding } from "../../support/plugin-binding";
import { raw, serverUrl, unique } from "../../support/raw-api";
import { failureOf, made, resource } from "../../support/resource";
import { listen } from "../../support/said";
import { SmallEngine } from "../../support/small-engine";
import { Stack } from "../../support/stack";

const kind = "ServerDefaultResultStorage";
const id = "default-result-storage";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const clear = () => raw("DELETE", "/admin/storage");
const onServer = async () => (await raw("GET", "/admin/storage")).default_result_storage_block_id;
const definition = definitions.get(kind)!;
const config = (): Record<string, string> => ({ "syntask:dialect": "prefect", "syntask:apiUrl": serverUrl() });
const client = () => clientFor({ get: (key) => config()[key] });

// A server has one alone, so all tests of it are in this file.
beforeEach(clear);
afterAll(clear);

describe.each([dynamicBinding, pluginBinding])("through the $name", (binding) =>
  testRules(binding, resultStorageSubjects),
);

describe("the default result storage of a server", () => {
  const said = listen();

  test("a stack finds what another one has set, is refused at preview, and takes it over by `adopt`", async () => {
    const [theirs, ours] = [await makeFileSystem(), await makeFileSystem()];
    const first = await made(kind, { block: theirs });
    const second = resource(kind);
    expect(await second.check({ block: ours })).toEqual([
      'default result storage "server": exists already and differs in `block`; write `adopt: true` to take it over and change it, or take this resource away, as a server has one alone',
    ]);
    const [doubtful] = await second.check({ block: unknownValue });
    expect(doubtful).toContain("exists already and may differ in `block`; write `adopt: true`");
    expect(await onServer()).toBe(theirs);
    await second.up({ block: ours, adopt: true });
    expect(await onServer()).toBe(ours);
    await first.refresh();
    expect(await first.preview({ block: theirs })).toEqual({ changes: true, replaces: [] });
    await first.destroy();
    expect(await onServer()).toBe(ours);
    await second.destroy();
    expect(await onServer()).toBeNull();
  });

  test("what a person has set meanwhile is not cleared with the stack, also after a refresh, and a line says so", async () => {
    for (const isRefreshed of [false, true]) {
      const object = await made(kind, { block: await makeFileSystem() });
      const theirs = await makeFileSystem();
      await setStorage(theirs);
      if (isRefreshed) expect(await object.refresh()).toBe(true);
      await object.destroy();
      expect(await onServer()).toBe(theirs);
      expect(said()).toContain(
        `default result storage "server" stays: somebody else has set the block "${theirs}" on the server in its place`,
      );
      await clear();
    }
  });

  test("what a person has set meanwhile is not overwritten before a refresh has shown it", async () => {
    const object = await made(kind, { block: await makeFileSystem() });
    const theirs = await makeFileSystem();
    await setStorage(theirs);
    expect(await failureOf(object.up({ block: await makeFileSystem() }))).toBe(
      'default result storage "server": was changed on the server by somebody else; `pulumi up --refresh` shows it and sets it anew',
    );
    expect(await onServer()).toBe(theirs);
  });

  test("one that the server cleared with its block is gone", async () => {
    const block = await makeFileSystem();
    const object = await made(kind, { block });
    await raw("DELETE", `/block_documents/${block}`);
    expect(await object.refresh()).toBe(false);
  });

  test("a block that cannot store results is refused at preview, and at apply where the preview does not know it", async () => {
    const block = await makeFileSystem("secret");
    const { name } = await raw("GET", `/block_documents/${block}`);
    expect(await resource(kind).check({ block })).toEqual([
      `\`block\` is "${name}" of type "secret", which cannot store results; write a block with a file system, such as an S3Bucket`,
    ]);
    await expect(definition.create(client(), { block }, { say: () => {} })).rejects.toThrow(
      `PUT /admin/storage answered 422: Block document ${block} cannot be used for result storage.`,
    );
    expect(await onServer()).toBeNull();
  });

  test("two resources of a program cannot both be it", async () => {
    const run = new Run();
    const [first, second] = [1, 2].map(() => new SmallEngine(kind, config(), run));
    await first!.up({ block: await makeFileSystem() });
    expect(await failureOf(second!.up({ block: await makeFileSystem(), adopt: true }))).toContain(
      "belongs to another resource of this program already",
    );
  });

  test("it is imported by its one id, and read by it", async () => {
    const block = await makeFileSystem();
    await setStorage(block);
    expect(await resource(kind).get(id)).toMatchObject({ block, ownBlock: block });
    const provider = () => pluginBinding.begin({ definition, config: { get: (key) => config()[key] }, run: new Run() });
    const imported = resource(kind);
    imported.stored = await provider().import(id);
    expect(await imported.preview({ block })).toEqual({ changes: false, replaces: [] });
    await expect(provider().import("results")).rejects.toThrow(`no object of this kind is called so; write "${id}"`);
    expect(await failureOf(resource(kind).get("results"))).toContain(`is no id of one; write "${id}"`);
    await clear();
    expect(await failureOf(resource(kind).get(id))).toContain("there is none on");
  });

  test("it is in the program of an exported server, beside its block", async () => {
    const block = await makeFileSystem();
    await setStorage(block);
    const { program, idFile } = await exportServer(client(), definitions);
    expect(program).toMatch(/new syntask\.ServerDefaultResultStorage\("server", \{ block: results\w+ \}, imported\);/);
    expect(JSON.parse(idFile).resources).toContainEqual({
      type: `syntask:index:${kind}`,
      name: expect.any(String),
      id,
    });
  });
});

test("of two stacks the second one is refused by the preview until it adopts, and what the first one has set no more outlives it", async () => {
  const program = (adopt: boolean) => `
const block = new syntask.LocalFileSystem("${unique("results")}", { basepath: "/tmp/results" });
new syntask.${kind}("server", { block, adopt: ${adopt} });
exports.block = block.documentId;
`;
  const stacks = await Promise.all([1, 2].map(() => Stack.create({ config: config() })));
  const [first, second] = stacks as [Stack, Stack];
  try {
    await first.write(program(false));
    await first.up();
    await first.preview("--refresh", "--expect-no-changes");
    await second.write(program(false));
    const { code, output } = await second.run("preview");
    expect([code === 0, output]).toEqual([
      false,
      expect.stringContaining(
        'default result storage "server": exists already and may differ in `block`; write `adopt: true` to take it over',
      ),
    ]);
    await second.write(program(true));
    await second.up();
    const { block } = await second.outputs();
    expect(await onServer()).toBe(block);
    expect(await first.destroy()).toContain(
      `default result storage "server" stays: somebody else has set the block "${block}" on the server in its place`,
    );
    expect(await onServer()).toBe(block);
    await second.destroy();
    expect(await onServer()).toBeNull();
  } finally {
    for (const stack of stacks) await stack.remove();
  }
});
