import * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { printable } from "../api/printable.js";
import { refuseOldServer } from "../api/server-version.js";
import { clientFor } from "./connections.js";
import type { Definition, Observed, ProviderInputs } from "./definition.js";
import { oneLine } from "./errors.js";
import type { Fields, ValueOf } from "./field.js";
import { stackConfig } from "./program.js";

/** Inputs that every look-up takes. */
export interface LookUpArgs {
  /** Connection to look in: `"prod"` reads `syntask-prod:apiUrl` from the stack's config. @default as for resources */
  connection?: string;
}

/** The args of a look-up, any of which may be an output. */
export type OutputArgs<Args> = { [P in keyof Args]: pulumi.Input<Args[P]> };

/**
 * Reads something from the server while the program runs.
 *
 * @param subject what is looked for, in a sentence
 * @throws RunError when there is none, or the server does not answer
 */
export async function lookUp<T>(
  subject: string,
  connection: string | undefined,
  find: (client: Client) => Promise<T | undefined>,
): Promise<T> {
  try {
    const client = clientFor(stackConfig, connection);
    await refuseOldServer(client);
    const found = await find(client);
    if (found !== undefined) return found;
    const { apiUrl, source } = client.connection;
    throw new Error(`there is none on ${apiUrl} (${source}); make it first, or correct the name or the \`connection\``);
  } catch (error) {
    throw new pulumi.RunError(printable(`${subject}: ${oneLine(error)}`));
  }
}

/**
 * What a look-up finds, from the fields of a kind.
 *
 * @typeParam Always fields of which every object has a value
 */
export type Found<F extends Fields, Always extends keyof F, Sometimes extends keyof F = never> = {
  /** Id of the object. */
  id: string;
} & { [K in keyof Pick<F, Always>]: ValueOf<F[K]> } & { [K in keyof Pick<F, Sometimes>]?: ValueOf<F[K]> };

/** Reads the object of a kind by its natural key. */
export async function lookUpObject<Inputs extends ProviderInputs, State extends object>(
  definition: Definition<Inputs, State, Client>,
  key: Partial<Inputs>,
  connection: string | undefined,
): Promise<{ id: string } & Values<Inputs> & State> {
  const subject = `${definition.noun} "${definition.label(key)}"`;
  const { id, inputs, state } = await lookUp<Observed<Inputs, State>>(subject, connection, (client) =>
    definition.find(client, key as Inputs),
  );
  const values = Object.entries({ ...key, ...inputs }).filter(([, value]) => value !== null);
  return { id, ...(Object.fromEntries(values) as Values<Inputs>), ...state };
}

type Values<Inputs> = {
  [P in keyof Inputs]: NonNullable<Inputs[P]> | (undefined extends Inputs[P] ? undefined : never);
};
