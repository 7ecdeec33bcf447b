import { defineEffect } from "../../sdk/src/engine/effect";
import { text } from "../../sdk/src/engine/field";
import { definitions } from "../../sdk/src/provider";

/** A revision of workers takes their records along, which its own tests show. */
/** What they have started is looked at, and is deleted. */
const workers = ["LocalWorker", "WorkerRevision"];
const effects = [...definitions.values()].filter(({ isEffect, kind }) => isEffect && !workers.includes(kind));

const applied: unknown[] = [];
const fields = { place: text({ required: true }) };
const effect = defineEffect<typeof fields, string>(fields, {
  kind: "Try",
  noun: "try",
  label: ({ place }) => place ?? "",
  idOf: (remote, { place }) => `${remote}/${place}`,
  async apply(remote, inputs, { olds, say }) {
    say(`tries ${inputs.place}`);
    applied.push({ remote, inputs, olds });
    if (inputs.place === "closed") throw new Error("access denied");
  },
});
const said: string[] = [];
const context = { say: (line: string) => void said.push(line), changed: [] };
beforeEach(() => {
  applied.length = 0;
  said.length = 0;
});

test("making it does it, and gives the id of where it was done", async () => {
  expect(await effect.create("store", { place: "a" }, context)).toEqual({ id: "store/a", state: {} });
  expect(applied).toEqual([{ remote: "store", inputs: { place: "a" }, olds: undefined }]);
  expect(said).toEqual(["tries a"]);
});

test("changing it does it again, with what it was before at hand", async () => {
  expect(await effect.update("store", "store/a", { place: "b" }, { place: "a" }, context)).toEqual({});
  expect(applied).toEqual([{ remote: "store", inputs: { place: "b" }, olds: { place: "a" } }]);
  expect(said).toEqual(["tries b"]);
});

test("what fails fails its making and its change", async () => {
  await expect(effect.create("store", { place: "closed" }, context)).rejects.toThrow("access denied");
  await expect(effect.update("store", "id", { place: "closed" }, { place: "a" }, context)).rejects.toThrow(
    "access denied",
  );
});

test("looking for it, reading and deleting it do nothing", async () => {
  expect(await effect.find("store", { place: "a" })).toBeUndefined();
  expect(await effect.read("store", "store/a", { place: "a" })).toEqual({ id: "store/a", inputs: {}, state: {} });
  await effect.delete("store", "store/a", { place: "a" }, context);
  expect(applied).toEqual([]);
});

test.each(effects)("$kind is never looked for, never drifts and leaves nothing behind", async (definition) => {
  const { replaceOnChanges, properties } = definition;
  const inputs = Object.fromEntries(properties.map((name) => [name, "a"]));
  expect(await definition.find(undefined, inputs)).toBeUndefined();
  expect(await definition.read(undefined, "id", inputs)).toMatchObject({ id: "id", inputs: {} });
  await definition.delete(undefined, "id", inputs, context);
  expect(replaceOnChanges.filter((name) => !properties.includes(name))).toEqual([]);
});
