import type * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { documentBehind } from "../blocks/block-document.js";
import type { OperationContext, ProviderInputs } from "../engine/definition.js";
import { defineEffect } from "../engine/effect.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { readAsWorker } from "./blob-reader.js";
import { faultOfConnectionString } from "./connection-string.js";
import { faultOfAccountName, faultOfContainerName } from "./names.js";

/** @internal */
export interface AzureAccessCheckArgs extends CommonArgs {
  account: pulumi.Input<string>;
  container: pulumi.Input<string>;
  /** With a slash at its end, or `""`. */
  folder: pulumi.Input<string>;
  /** What a worker uses; secret. */
  connectionString?: pulumi.Input<string | undefined>;
  /** Placeholder of the block that holds it, where the program does not know it. */
  credentials?: pulumi.Input<string | undefined>;
}

/**
 * A folder of a container that was verified: making or changing it reads one object with a worker's connection string.
 *
 * @internal
 */
export class AzureAccessCheck extends SyntaskResource {
  constructor(name: string, args: AzureAccessCheckArgs, opts?: pulumi.CustomResourceOptions) {
    super(AzureAccessCheck.definition, name, { ...args }, opts);
  }

  /** @internal */
  static override readonly definition = defineEffect<AzureAccessCheckInputs>({
    kind: "AzureAccessCheck",
    formerKinds: ["AzureFolder"],
    noun: "Azure Blob Storage folder",
    label: ({ account, container, folder }) => `${account ?? "…"}/${container ?? "…"}/${folder ?? ""}`,
    properties: ["account", "container", "folder", "connectionString", "credentials"],
    secrets: ["connectionString"],
    defaults: { connectionString: null, credentials: null },

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
  });
}

interface AzureAccessCheckInputs extends ProviderInputs {
  account: string;
  container: string;
  folder: string;
  connectionString?: string;
  credentials?: string;
}

async function verify(
  client: Client,
  { connectionString, credentials, ...place }: AzureAccessCheckInputs,
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
