import { clientFor } from "../../sdk/src/engine/connections";
import { definitions } from "../../sdk/src/provider";
import { dynamicBinding } from "../support/engine-bindings";
import { resource } from "../support/resource";
import { testRules } from "./rules";
import { allSubjects, subjects } from "./subjects";

test("every kind that is an object of the server has an entry, and all that can happen to it is in there", () => {
  const objects = [...definitions.values()].filter(({ connect, isEffect }) => !connect && !isEffect);
  expect(allSubjects.map(({ kind }) => kind).sort()).toEqual(objects.map(({ kind }) => kind).sort());
  for (const { kind, changes, replacement } of allSubjects) {
    const { properties, replaceOnChanges } = definitions.get(kind)!;
    const isCovered = Object.keys(changes).length > 0 || properties.every((name) => replaceOnChanges.includes(name));
    expect([kind, isCovered, replacement !== undefined]).toEqual([kind, true, replaceOnChanges.length > 0]);
  }
});

/** Kinds whose objects the inputs of another kind tell of. */
const declaredByAnother = ["DeploymentSchedule"];

test("every kind is listed but those that the inputs of another kind tell of", () => {
  const unlisted = subjects.filter(({ kind }) => !definitions.get(kind)!.list);
  expect(unlisted.map(({ kind }) => kind)).toEqual(declaredByAnother);
});

describe.each(subjects.filter(({ kind }) => !declaredByAnother.includes(kind)))("$kind", (subject) => {
  test("it is listed, with all that a read of it without a state tells", async () => {
    const object = resource(subject.kind);
    await object.up(await subject.inputs());
    const definition = definitions.get(subject.kind)!;
    const client = clientFor({ get: (key) => object.config[key] });
    const listed = (await definition.list!(client)).filter(({ id }) => id === object.stored!.id);
    const { inputs } = (await definition.read(client, object.stored!.id, {}))!;
    expect(listed).toEqual([expect.objectContaining({ inputs: expect.objectContaining(inputs) })]);
    expect(definition.label(listed[0]!.inputs)).toBe(definition.label(object.stored!.inputs));
    await object.destroy();
  });
});

testRules(dynamicBinding);
