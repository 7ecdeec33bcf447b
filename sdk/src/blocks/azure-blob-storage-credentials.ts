import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface AzureBlobStorageCredentialsArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Account key or SAS in the form of a connection string; secret. Instead of `accountUrl`. @default none */
  connectionString?: pulumi.Input<string>;
  /** `https://<account>.blob.core.windows.net`, for a worker with an identity of its own. @default none */
  accountUrl?: pulumi.Input<string>;
}

/**
 * A way into a storage account: a connection string, or its URL for workers that have an identity.
 */
export class AzureBlobStorageCredentials extends BlockResource {
  declare readonly connectionString: pulumi.Output<string | undefined>;
  declare readonly accountUrl: pulumi.Output<string | undefined>;

  constructor(name: string, args: AzureBlobStorageCredentialsArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(
      AzureBlobStorageCredentials.definition,
      name,
      "azure-blob-storage-credentials",
      { ...args, name: args.name ?? name },
      opts,
    );
  }

  /** @internal */
  static readonly definition = defineTypedBlock<AzureBlobStorageCredentialsInputs>({
    kind: "AzureBlobStorageCredentials",
    noun: "Azure Blob Storage credentials block",
    slug: "azure-blob-storage-credentials",
    fields: {
      connectionString: { secret: true },
      accountUrl: {},
    },
    // A worker wants one of them. Source: `syntask/flow-storage.md`, section 4.
    check({ connectionString, accountUrl }, problems, { isUnknown }) {
      const given = [connectionString, accountUrl].filter((value) => value !== undefined).length;
      if (given === 0 && !isUnknown("connectionString") && !isUnknown("accountUrl")) {
        problems.add(
          "connectionString",
          "is missing; write `connectionString`, or `accountUrl` for workers with an identity",
        );
      }
    },
  });
}

interface AzureBlobStorageCredentialsInputs extends ProviderInputs {
  name: string;
  connectionString?: string;
  accountUrl?: string;
}
