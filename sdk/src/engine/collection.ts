import { type Client, path } from "../api/client.js";
import type { Collection } from "../api/collection.js";
import type { Definition, Observed } from "./definition.js";
import type { Fields, InputsOf, Wire } from "./field.js";
import { observed, toWire } from "./field-table.js";

interface Options<F extends Fields> {
  /** Path of the object that has the natural key of the inputs. */
  byKey(inputs: InputsOf<F>): string;
  /** The collection's name, where reads of it can share a call. */
  rows?: Exclude<Collection, "block_types">;
  /** What the server lists of the collection. @default all of it */
  list?(client: Client): Promise<Wire[]>;
  /** The server's object, where that is more than the values of the fields. */
  observe?(wire: Wire, declared: Partial<InputsOf<F>>): Observed<InputsOf<F>, object>;
}

type Operations<F extends Fields> = Pick<
  Definition<InputsOf<F>, object, Client>,
  "list" | "find" | "create" | "read" | "update" | "delete"
>;

/** The operations of objects that are made by a POST to a collection, and read, changed and deleted by their ids. */
export function collection<F extends Fields>(address: string, fields: F, options: Options<F>): Operations<F> {
  const { byKey, rows, observe = (wire) => observed(fields, wire) } = options;
  const all = (client: Client) =>
    rows ? client.filter<Wire>(rows, {}) : client.list<Wire>(`${address.replace(/\/$/, "")}/filter`);
  const byId = (id: string) => `${address}${path`${id}`}`;

  return {
    async list(client) {
      const wires = await (options.list ?? all)(client);
      return wires.map((wire) => observe(wire, {}));
    },

    async find(client, inputs) {
      const wire = await client.find<Wire>(byKey(inputs));
      return wire && observe(wire, inputs);
    },

    async create(client, inputs) {
      const { id } = await client.post<Wire>(address, toWire(fields, inputs, "create"), { repeatable: true });
      return { id, state: {} };
    },

    async read(client, id, olds) {
      const wire = rows ? await client.byId<{ id: string }>(rows, id) : await client.find<Wire>(byId(id));
      return wire && observe(wire, olds);
    },

    async update(client, id, inputs, _, { changed }) {
      await patchChanged(client, byId(id), toWire(fields, inputs, "update", changed));
      return {};
    },

    async delete(client, id) {
      await client.delete(byId(id));
    },
  };
}

/** Changes an object, unless all that changes is none of the server's business. */
export async function patchChanged(client: Client, address: string, body: Wire): Promise<void> {
  if (Object.keys(body).length > 0) await client.patch(address, body);
}
