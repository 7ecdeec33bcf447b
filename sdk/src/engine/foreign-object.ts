import type { Client } from "../api/client.js";
import { printable } from "../api/printable.js";
import type { Definition } from "./definition.js";
import { oneLine } from "./errors.js";
import { inputsOf } from "./properties.js";

type Properties = Record<string, unknown>;

/** Stands in the state of an object that no resource of the stack has made, so that a refresh knows it. */
const mark = { isForeign: true };

/** Whether no resource of the stack has made an object: all that the program says of it is its id. */
export function isForeign(definition: Definition, properties: Properties): boolean {
  const { connection: _, ...inputs } = inputsOf(definition, properties);
  return isRefreshed(properties) || Object.keys(inputs).length === 0;
}

const isRefreshed = (properties: Properties): boolean => properties.isForeign === mark.isForeign;

const ofServer = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text may be the id of an object. */
export function isServerId({ idForm, onlyId }: Pick<Definition, "idForm" | "onlyId">, id: string): boolean {
  if (onlyId) return id === onlyId;
  const parts = id.split("/");
  return parts.length === (idForm ? 2 : 1) && parts.every((part) => ofServer.test(part));
}

/** What a person writes as an id, where that is not the server's id of the object. */
export const writtenId = ({ idForm, onlyId }: Definition): string | undefined => (onlyId ? `"${onlyId}"` : idForm);

/** Why a text cannot be the id of an object. The server would refuse it, and all others that are asked for with it. */
function faultOfId(definition: Definition, id: string): string | undefined {
  if (isServerId(definition, id)) return undefined;
  return `is no id of one; write ${writtenId(definition) ?? "the id that its page in the UI shows, or look it up by its name"}`;
}

/**
 * Reads an object by its id, with every value that it has.
 *
 * @param olds what is stored with it, if it was read before
 * @param connect opens the server
 * @returns `undefined` when it is gone since it was read before
 * @throws one line, when the server has none of this id and kind
 */
export async function readForeign(
  definition: Definition,
  id: string,
  olds: Properties,
  connect: () => Promise<Client>,
): Promise<{ id: string; properties: Properties } | undefined> {
  try {
    const fault = faultOfId(definition, id);
    if (fault) throw new Error(fault);
    const client = await connect();
    const found = await definition.read(client, id, {});
    if (!found && isRefreshed(olds)) return undefined;
    if (!found) {
      const { apiUrl, source } = client.connection;
      throw new Error(`there is none on ${apiUrl} (${source}); correct the id or the \`connection\``);
    }
    const given = Object.entries(found.inputs).filter(([, value]) => value !== null && value !== undefined);
    const { connection } = olds;
    const said = connection === undefined ? {} : { connection };
    return { id: found.id, properties: { ...said, ...Object.fromEntries(given), ...found.state, ...mark } };
  } catch (error) {
    throw new Error(printable(`${definition.noun} with the id "${id}": ${oneLine(error)}`), { cause: error });
  }
}
