export type { Grantees } from "../cloud/grantees.js";
export { ArtifactRegistryFlowStorage, type ArtifactRegistryFlowStorageArgs } from "./artifact-registry-flow-storage.js";
export { CloudRunRuntime, type CloudRunRuntimeArgs } from "./cloud-run-runtime.js";
export type { GcsPermissions } from "./folder-grant.js";
export { GcsFlowStorage } from "./gcs-flow-storage.js";
export type { GcsFlowStorageArgs } from "./gcs-flow-storage-args.js";
export { type PullFromGcsArgs, pullFromGcs } from "./pull-from-gcs.js";
