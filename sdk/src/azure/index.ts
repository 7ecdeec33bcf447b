export type { Grantees } from "../cloud/grantees.js";
export type { ReleasesArgs } from "../cloud/object-storage-args.js";
export { AcrFlowStorage, type AcrFlowStorageArgs } from "./acr-flow-storage.js";
export { AzureBlobFlowStorage } from "./azure-blob-flow-storage.js";
export type { AzureBlobFlowStorageArgs, AzureUploadCredentials } from "./azure-blob-flow-storage-args.js";
export {
  AzureContainerInstanceInfrastructure,
  type AzureContainerInstanceInfrastructureArgs,
  type FederatedWorker,
  type WorkerIdentity,
} from "./azure-container-instance-infrastructure.js";
export { ContainerAppWorker } from "./container-app-worker.js";
export type { ContainerAppWorkerArgs, ContainerAppWorkerRights } from "./container-app-worker-args.js";
export type { ContainerIdentity } from "./container-identity.js";
export type { AzurePermissions } from "./container-signature.js";
export { type PullFromAzureBlobStorageArgs, pullFromAzureBlobStorage } from "./pull-from-azure-blob-storage.js";
