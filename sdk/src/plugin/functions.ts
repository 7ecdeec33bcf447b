import { CheckFailure, type InvokeRequest, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { refuseOldServer } from "../api/server-version.js";
import { findDocument } from "../blocks/block-document.js";
import type { ConfigReader } from "../config.js";
import { clientFor } from "../engine/connections.js";
import type { Definition } from "../engine/definition.js";
import { derivedValues } from "../engine/derived.js";
import { oneLine } from "../engine/errors.js";
import { pluginTypePrefix } from "../provider/stub.js";
import { type Properties, Received, structOf, toStruct } from "./properties.js";

const prefix = `${pluginTypePrefix}get`;
const getBlock = `${prefix}Block`;

/** The look-ups. Each reads one object by its natural key. */
export class Functions {
  constructor(
    private readonly definitions: ReadonlyMap<string, Definition>,
    private readonly config: () => ConfigReader,
  ) {}

  async invoke(request: InvokeRequest): Promise<InvokeResponse> {
    const token = request.getTok();
    const args = new Received(request.getArgs()).values;
    const response = new InvokeResponse();
    try {
      const found = token === getBlock ? await this.#block(args) : await this.#object(token, args);
      if (!found)
        throw new Error(`there is none on ${this.#client.connection.apiUrl}; make it first, or correct the name`);
      response.setReturn(found);
    } catch (error) {
      const failure = new CheckFailure();
      failure.setReason(`${subjectOf(token, args)}: ${oneLine(error)}`);
      response.addFailures(failure);
    }
    return response;
  }

  get #client() {
    return clientFor(this.config());
  }

  async #object(token: string, args: Properties) {
    const definition = this.definitions.get(token.slice(prefix.length));
    if (!token.startsWith(prefix) || !definition) throw new Error("there is no such function");
    await refuseOldServer(this.#client);
    const found = await definition.find(this.#client, args);
    if (!found) return undefined;
    const given = Object.entries(found.inputs).filter(([, value]) => value !== null && value !== undefined);
    const values = { ...args, ...Object.fromEntries(given), ...found.state, id: found.id };
    return structOf({ ...values, ...derivedValues(definition, this.config(), found.id, values) });
  }

  async #block({ typeSlug, name, includeData = false }: Properties) {
    await refuseOldServer(this.#client);
    const document = await findDocument(this.#client, typeSlug, name, { secrets: includeData });
    if (!document) return undefined;
    const { id, data } = document;
    const derived = derivedValues(this.definitions.get("Block")!, this.config(), id, { typeSlug, name });
    return toStruct({ secrets: ["data"] }, { id, name, ...derived, ...(includeData && { data }) }, []);
  }
}

const subjectOf = (token: string, args: Properties): string =>
  `${token.slice(pluginTypePrefix.length)} of ${Object.values(args)
    .filter((value) => typeof value === "string")
    .map((value) => `"${String(value)}"`)
    .join(", ")}`;
