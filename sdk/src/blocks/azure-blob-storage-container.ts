import { text } from "../engine/field.js";
import type { AzureBlobStorageCredentials } from "./azure-blob-storage-credentials.js";
import { type BlockArgsOf, type BlockClass, blockReference, typedBlock } from "./typed-block.js";

const fields = {
  /** Name of the container. */
  containerName: text({ required: true }),
  /** Credentials block, or the id of its document. @default none */
  credentials: blockReference<AzureBlobStorageCredentials>(),
  /** Folder in the container. @default the container itself */
  baseFolder: text(),
};

/** The args of {@link AzureBlobStorageContainer}. */
export type AzureBlobStorageContainerArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "AzureBlobStorageContainer",
  noun: "Azure Blob Storage container block",
  slug: "azure-blob-storage-container",
  fields,
});

/**
 * A folder of an Azure Blob Storage container, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class AzureBlobStorageContainer extends Base {}
