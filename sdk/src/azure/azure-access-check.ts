import type { Client } from "../api/client.js";
import { documentBehind } from "../blocks/block-document.js";
import type { OperationContext } from "../engine/definition.js";
import { defineEffect } from "../engine/effect.js";
import { type InputsOf, text } from "../engine/field.js";
import { type InnerArgsOf, type InnerClass, innerResource } from "../provider/define-resource.js";
import { readAsWorker } from "./blob-reader.js";
import { faultOfConnectionString } from "./connection-string.js";
import { faultOfAccountName, faultOfContainerName } from "./names.js";

const fields = {
  account: text({ required: true }),
  container: text({ required: true }),
  /** With a slash at its end, or `""`. */
  folder: text({ required: true }),
  /** What a worker uses. */
  connectionString: text({ default: null, secret: true }),
  /** Placeholder of the block that holds it, where the program does not know it. */
  credentials: text({ default: null }),
};

/** @internal */
export type AzureAccessCheckArgs = InnerArgsOf<typeof fields>;
type Inputs = InputsOf<typeof fields>;

const Base: InnerClass<typeof fields> = innerResource(
  defineEffect(fields, {
    kind: "AzureAccessCheck",
    formerKinds: ["AzureFolder"],
    noun: "Azure Blob Storage folder",
    label: ({ account, container, folder }) => `${account ?? "…"}/${container ?? "…"}/${folder ?? ""}`,

    check({ account, container, connectionString }, failures) {
      const faults = {
        storageAccount: account === undefined ? undefined : faultOfAccountName(account),
        container: container === undefined ? undefined : faultOfContainerName(container),
        connectionString:
          connectionString === undefined ? undefined : faultOfConnectionString(connectionString, account),
      };
      for (const [property, fault] of Object.entries(faults)) if (fault) failures.add(property, fault);
    },

    idOf: (_, { account, container, folder }) => `${account}/${container}/${folder}`,
    apply: verify,
  }),
);

/**
 * A folder of a container that was verified: making or changing it reads one object with a worker's connection string.
 *
 * @internal
 */
export class AzureAccessCheck extends Base {}

async function verify(
  client: Client,
  { connectionString, credentials, ...place }: Inputs,
  context: OperationContext,
): Promise<void> {
  const known = connectionString ?? (credentials && (await connectionStringInBlock(client, credentials)));
  if (!known) return context.say(`is not verified: ${credentials ?? "the block"} holds no connection string`);
  const fault = faultOfConnectionString(known, place.account);
  if (fault) throw new Error(`the connection string in ${credentials ?? "`credentials`"} ${fault}`);
  await readAsWorker(place, known, context);
}

async function connectionStringInBlock(client: Client, placeholder: string): Promise<string | undefined> {
  const document = await documentBehind(client, placeholder);
  return (document.data.connection_string as string | null) ?? undefined;
}
