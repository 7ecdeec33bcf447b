import type { Client } from "../api/client.js";
import type { Definition, Observed } from "../engine/definition.js";

/** An object of a server, with all that its inputs can be. */
export type Listed = Omit<Observed<any, any>, "inputs"> & { inputs: Record<string, any> };

/** All objects of a kind. */
export const listed = async (definition: Definition, client: Client): Promise<Listed[]> =>
  (await definition.list?.(client)) ?? [];
