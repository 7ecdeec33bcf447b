import type * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { printable } from "../api/printable.js";
import { refuseOldServer } from "../api/server-version.js";
import { clientFor } from "../engine/connections.js";
import type { Definition, Observed, ProviderInputs } from "../engine/definition.js";
import { oneLine } from "../engine/errors.js";
import type { Fields, ValueOf } from "../engine/field.js";
import { mockedAnswer } from "./mocks.js";
import { stackConfig } from "./program.js";
import { lastingError } from "./refusal.js";

/** Inputs that every look-up takes. */
export interface LookUpArgs {
  /** Connection to look in: `"prod"` reads `syntask-prod:apiUrl` from the stack's config. @default as for resources */
  connection?: string;
}

/** The args of a look-up, any of which may be an output. */
export type OutputArgs<Args> = { [P in keyof Args]: pulumi.Input<Args[P]> };

/** What a look-up is asked for. */
export interface Asked {
  /** Name of the look-up, by which the mocks of a test know it. */
  name: string;
  /** What is looked for, in a sentence. */
  subject: string;
  args: LookUpArgs;
}

/**
 * Reads something from the server while the program runs. In a test with mocks these answer in its place.
 *
 * @throws RunError when there is none, or the server does not answer
 */
export async function lookUp<T extends object>(
  { name, subject, args }: Asked,
  find: (client: Client) => Promise<T | undefined>,
): Promise<T> {
  try {
    const mocked = await mockedAnswer(name, args);
    if (mocked) return mocked as T;
    const client = clientFor(stackConfig, args.connection);
    await refuseOldServer(client);
    const found = await find(client);
    if (found !== undefined) return found;
    const { apiUrl, source } = client.connection;
    throw new Error(`there is none on ${apiUrl} (${source}); make it first, or correct the name or the \`connection\``);
  } catch (error) {
    throw lastingError(printable(`${subject}: ${oneLine(error)}`));
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
  const asked = {
    name: `get${definition.kind}`,
    subject: `${definition.noun} "${definition.label(key)}"`,
    args: { ...key, connection },
  };
  const found = await lookUp(asked, async (client) => {
    const existing = await definition.find(client, key as Inputs);
    return existing && valuesOf(existing);
  });
  return { ...key, ...found } as { id: string } & Values<Inputs> & State;
}

/** What has no value on the server is left out. */
function valuesOf<Inputs extends ProviderInputs>({ id, inputs, state }: Observed<Inputs, object>): object {
  const values = Object.entries(inputs).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(values), ...state, id };
}

type Values<Inputs> = {
  [P in keyof Inputs]: NonNullable<Inputs[P]> | (undefined extends Inputs[P] ? undefined : never);
};
