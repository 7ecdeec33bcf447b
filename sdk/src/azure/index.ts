export { AzureBlobFlowStorage } from "./azure-blob-flow-storage.js";
export type { AzureBlobFlowStorageArgs, AzureUploadCredentials } from "./azure-blob-flow-storage-args.js";
export type { AzurePermissions } from "./container-signature.js";
export { type PullFromAzureBlobStorageArgs, pullFromAzureBlobStorage } from "./pull-from-azure-blob-storage.js";
