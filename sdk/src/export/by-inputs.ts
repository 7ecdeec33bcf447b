import type { Client } from "../api/client.js";
import type { Definition } from "../engine/definition.js";
import { type ExportedObject, Reference, type Value } from "./exported-object.js";
import { listed } from "./listed.js";
import { meaningful } from "./meaningful.js";

/** The objects of kinds whose resources have no more to say than their inputs, or what refers to other objects. */
export async function exportByInputs(client: Client, definitions: readonly Definition[]): Promise<ExportedObject[]> {
  const exported: ExportedObject[] = [];
  for (const definition of definitions) {
    for (const { id, inputs } of await listed(definition, client)) {
      exported.push(exportObject(definition, id, inputs));
    }
  }
  return exported;
}

function exportObject(definition: Definition, id: string, inputs: Record<string, any>): ExportedObject {
  const { kind, fields = {} } = definition;
  const given = meaningful(definition, inputs);
  const namedBy = Object.keys(fields).filter((name) => fields[name]!.namedLikeResource);
  const name = namedBy.map((input) => String(given[input])).join("-") || nameFrom(definition.label(inputs));
  for (const input of namedBy) delete given[input];
  return { id, kind, name, namedBy, inputs: withReferences(given) };
}

/** A name for what has none of its own. */
const nameFrom = (label: string): string => label.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** Inputs that hold the id of another object. */
const targets = ["block", "deployment", "workPool", "workQueue", "automation"];

function withReferences(inputs: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]): [string, Value] => {
      if (targets.includes(name) && typeof value === "string") return [name, new Reference(value, value)];
      if (!/^actions/.test(name) || !Array.isArray(value)) return [name, value];
      return [name, value.map((action) => withReferences(action as Record<string, Value>))];
    }),
  );
}
