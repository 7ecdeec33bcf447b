export type { Grantees } from "../cloud/grantees.js";
export type { ReleasesArgs } from "../cloud/object-storage-args.js";
export { EcrFlowStorage, type EcrFlowStorageArgs } from "./ecr-flow-storage.js";
export { EcsInfrastructure } from "./ecs-infrastructure.js";
export type { EcsInfrastructureArgs } from "./ecs-infrastructure-args.js";
export { type PullFromS3Args, pullFromS3, type S3Credentials } from "./pull-from-s3.js";
export { S3FlowStorage } from "./s3-flow-storage.js";
export type { S3FlowStorageArgs, S3UploadCredentials } from "./s3-flow-storage-args.js";
export type { S3Permissions } from "./s3-policies.js";
