export type { Grantees } from "../cloud/grantees.js";
export type { ReleasesArgs } from "../cloud/object-storage-args.js";
export { ArtifactRegistryFlowStorage, type ArtifactRegistryFlowStorageArgs } from "./artifact-registry-flow-storage.js";
export { CloudRunInfrastructure, type CloudRunInfrastructureArgs } from "./cloud-run-infrastructure.js";
export type { GcsPermissions } from "./folder-grant.js";
export { GcsFlowStorage } from "./gcs-flow-storage.js";
export type { GcsFlowStorageArgs } from "./gcs-flow-storage-args.js";
export { type PullFromGcsArgs, pullFromGcs } from "./pull-from-gcs.js";
