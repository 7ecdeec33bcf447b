import { type Definition, define, type Observed } from "../../sdk/src/engine/definition";

export interface ThingInputs {
  name: string;
  size?: number;
  colour?: string;
  token?: string;
  adopt?: boolean;
  connection?: string;
}

interface ThingState {
  made: string;
}

export type Things = Map<string, Observed<ThingInputs, ThingState>>;

/** A kind of which there is no object anywhere but here: for what all kinds have in common. */
export function thingDefinition(
  things: Things,
  more: Partial<Definition<ThingInputs, ThingState>> = {},
): Definition<ThingInputs, ThingState> {
  return define<ThingInputs, ThingState>({
    kind: "Thing",
    noun: "thing",
    label: ({ name }) => name ?? "",
    properties: ["name", "size", "colour", "token"],
    replaceOnChanges: ["name", "colour"],
    naturalKey: ["name"],
    secrets: ["token"],
    defaults: { size: null, token: null },
    find: async (_, { name }) => [...things.values()].find(({ inputs }) => inputs.name === name),
    async create(_, inputs) {
      const id = `id of ${inputs.name}`;
      things.set(id, { id, inputs, state: { made: "by create" } });
      return { id, state: { made: "by create" } };
    },
    read: async (_, id) => things.get(id),
    async update(_, id, inputs) {
      things.set(id, { id, inputs, state: { made: "by update" } });
      return { made: "by update" };
    },
    async delete(_, id) {
      things.delete(id);
    },
    ...more,
  });
}
