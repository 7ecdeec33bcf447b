import { type ExportedObject, referencesIn } from "./exported-object.js";

/** A stack takes one resource of each class and name. */
export function withUniqueNames(objects: readonly ExportedObject[]): ExportedObject[] {
  const taken = new Set(objects.map(keyOf));
  const first = new Set<string>();
  return objects.map((object) => {
    const { name, namedBy = ["name"], inputs } = object;
    if (!first.has(keyOf(object))) {
      first.add(keyOf(object));
      return object;
    }
    let other = object;
    for (let count = 2; taken.has(keyOf(other)); count++) other = { ...object, name: `${name}-${count}` };
    taken.add(keyOf(other));
    const named = namedBy.filter((input) => inputs[input] === undefined).map((input) => [input, name]);
    return { ...other, inputs: { ...inputs, ...Object.fromEntries(named) } };
  });
}

const keyOf = ({ kind, name }: ExportedObject): string => `${kind} ${name}`;

/** What others refer to first; of objects that refer to each other, one comes before what it refers to. */
export function inOrderOfReference(objects: readonly ExportedObject[]): ExportedObject[] {
  const byId = new Map(objects.map((object) => [object.id, object]));
  const ordered = new Set<ExportedObject>();
  const begun = new Set<ExportedObject>();
  const add = (object: ExportedObject): void => {
    if (begun.has(object)) return;
    begun.add(object);
    for (const id of referencesIn(object.inputs)) {
      const referred = byId.get(id);
      if (referred) add(referred);
    }
    ordered.add(object);
  };
  for (const object of objects) add(object);
  return [...ordered];
}
