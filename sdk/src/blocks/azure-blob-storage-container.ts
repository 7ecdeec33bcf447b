import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import type { AzureBlobStorageCredentials } from "./azure-blob-storage-credentials.js";
import { BlockResource, documentIdOf } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface AzureBlobStorageContainerArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Name of the container. */
  containerName: pulumi.Input<string>;
  /** Credentials block, or the id of its document. @default none */
  credentials?: pulumi.Input<string> | AzureBlobStorageCredentials;
  /** Folder in the container. @default the container itself */
  baseFolder?: pulumi.Input<string>;
}

/**
 * A folder of an Azure container, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class AzureBlobStorageContainer extends BlockResource {
  declare readonly containerName: pulumi.Output<string>;
  declare readonly credentials: pulumi.Output<string | undefined>;
  declare readonly baseFolder: pulumi.Output<string | undefined>;

  constructor(name: string, args: AzureBlobStorageContainerArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      AzureBlobStorageContainer.definition,
      name,
      "azure-blob-storage-container",
      { ...args, name: args.name ?? name, credentials: documentIdOf(args.credentials) },
      opts,
    );
  }

  /** @internal */
  static readonly definition = defineTypedBlock<AzureBlobStorageContainerInputs>({
    kind: "AzureBlobStorageContainer",
    noun: "Azure Blob Storage container block",
    slug: "azure-blob-storage-container",
    fields: {
      containerName: { required: true },
      credentials: { reference: true },
      baseFolder: {},
    },
  });
}

interface AzureBlobStorageContainerInputs extends ProviderInputs {
  name: string;
  containerName: string;
  credentials?: string;
  baseFolder?: string;
}
