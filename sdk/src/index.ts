export type { AwsClientParameters } from "./blocks/aws-client-parameters.js";
export { AwsCredentials, type AwsCredentialsArgs } from "./blocks/aws-credentials.js";
export {
  AzureBlobStorageContainer,
  type AzureBlobStorageContainerArgs,
} from "./blocks/azure-blob-storage-container.js";
export {
  AzureBlobStorageCredentials,
  type AzureBlobStorageCredentialsArgs,
} from "./blocks/azure-blob-storage-credentials.js";
export {
  AzureContainerInstanceCredentials,
  type AzureContainerInstanceCredentialsArgs,
} from "./blocks/azure-container-instance-credentials.js";
export { BitbucketCredentials, type BitbucketCredentialsArgs } from "./blocks/bitbucket-credentials.js";
export { BitbucketRepository, type BitbucketRepositoryArgs } from "./blocks/bitbucket-repository.js";
export { BlockResource } from "./blocks/block-resource.js";
export { DockerRegistryCredentials, type DockerRegistryCredentialsArgs } from "./blocks/docker-registry-credentials.js";
export { GcpCredentials, type GcpCredentialsArgs } from "./blocks/gcp-credentials.js";
export { GcsBucket, type GcsBucketArgs } from "./blocks/gcs-bucket.js";
export { type GetBlockArgs, type GetBlockResult, getBlock, getBlockOutput } from "./blocks/get-block.js";
export { GitHubCredentials, type GitHubCredentialsArgs } from "./blocks/github-credentials.js";
export { GitHubRepository, type GitHubRepositoryArgs } from "./blocks/github-repository.js";
export { GitLabCredentials, type GitLabCredentialsArgs } from "./blocks/gitlab-credentials.js";
export { GitLabRepository, type GitLabRepositoryArgs } from "./blocks/gitlab-repository.js";
export { LocalFileSystem, type LocalFileSystemArgs } from "./blocks/local-file-system.js";
export { MinioCredentials, type MinioCredentialsArgs } from "./blocks/minio-credentials.js";
export { RemoteFileSystem, type RemoteFileSystemArgs } from "./blocks/remote-file-system.js";
export { S3Bucket, type S3BucketArgs } from "./blocks/s3-bucket.js";
export { Secret, type SecretArgs } from "./blocks/secret.js";
export { FlowCode, type FlowCodeArgs, type FlowCodeReleases } from "./code/flow-code.js";
export type { Manifest } from "./code/manifest.js";
export { ReleasePruning, type ReleasePruningArgs } from "./code/release-pruning.js";
export type { StoreKind } from "./code/store-registry.js";
export type { Json } from "./engine/definition.js";
export { SyntaskProject } from "./project/syntask-project.js";
export type { DeploymentOverrides, StoredFlows, SyntaskProjectArgs } from "./project/syntask-project-args.js";
export type { LookUpArgs, OutputArgs } from "./provider/look-up.js";
export type { GetObject, GetOptions } from "./provider/object-resource.js";
export { type CommonArgs, SyntaskResource } from "./provider/resource.js";
export type { IsInstance } from "./provider/typed-instance.js";
export { Automation, type AutomationArgs } from "./resources/automation.js";
export type {
  AutomationAction,
  CallWebhook,
  ChangeFlowRun,
  ChangeFlowRunState,
  DoNothing,
  FlowRunState,
  PauseOrResumeAutomation,
  PauseOrResumeDeployment,
  PauseOrResumeWorkPool,
  PauseOrResumeWorkQueue,
  RunDeployment,
  SendNotification,
  Target,
} from "./resources/automation-action.js";
export type {
  AutomationTrigger,
  CompoundTrigger,
  EventTrigger,
  ResourceLabels,
  SequenceTrigger,
} from "./resources/automation-trigger.js";
export { Block, type BlockArgs, type BlockValue } from "./resources/block.js";
export { BlockSchema, type BlockSchemaArgs } from "./resources/block-schema.js";
export { BlockType, type BlockTypeArgs } from "./resources/block-type.js";
export { Deployment } from "./resources/deployment.js";
export type { DeploymentArgs } from "./resources/deployment-fields.js";
export { DeploymentSchedule, type DeploymentScheduleArgs } from "./resources/deployment-schedule.js";
export { Flow, type FlowArgs } from "./resources/flow.js";
export { FlowRun, type FlowRunArgs } from "./resources/flow-run.js";
export {
  FlowRunNotificationPolicy,
  type FlowRunNotificationPolicyArgs,
} from "./resources/flow-run-notification-policy.js";
export {
  type GetDeploymentArgs,
  type GetDeploymentResult,
  getDeployment,
  getDeploymentOutput,
} from "./resources/get-deployment.js";
export { type GetFlowArgs, type GetFlowResult, getFlow, getFlowOutput } from "./resources/get-flow.js";
export {
  type GetVariableArgs,
  type GetVariableResult,
  getVariable,
  getVariableOutput,
} from "./resources/get-variable.js";
export {
  type GetWorkPoolArgs,
  type GetWorkPoolResult,
  getWorkPool,
  getWorkPoolOutput,
} from "./resources/get-work-pool.js";
export { GlobalConcurrencyLimit, type GlobalConcurrencyLimitArgs } from "./resources/global-concurrency-limit.js";
export type { JobVariablesByType } from "./resources/job-variables/by-type.js";
export type { Memory, Processors } from "./resources/job-variables/quantity.js";
export type { JobVariables, WorkPoolType } from "./resources/job-variables/values.js";
export type {
  CronSchedule,
  IntervalSchedule,
  RRuleSchedule,
  Schedule,
  ScheduleOptions,
} from "./resources/schedule.js";
export {
  ServerDefaultResultStorage,
  type ServerDefaultResultStorageArgs,
} from "./resources/server-default-result-storage.js";
export { TagConcurrencyLimit, type TagConcurrencyLimitArgs } from "./resources/tag-concurrency-limit.js";
export { Variable, type VariableArgs } from "./resources/variable.js";
export { WorkPool, type WorkPoolArgs } from "./resources/work-pool.js";
export type { WorkPoolStorageConfiguration, WorkPoolStorageConfigurationArgs } from "./resources/work-pool-storage.js";
export { WorkQueue, type WorkQueueArgs } from "./resources/work-queue.js";
export type { FlowStorage, PullStep } from "./storage/flow-storage.js";
/** @internal */
export { GitAccessCheck } from "./storage/git-access-check.js";
export { GitFlowStorage } from "./storage/git-flow-storage.js";
export type { GitCredentials, GitFlowStorageArgs } from "./storage/git-flow-storage-args.js";
export type { GitToken, SecretBlock } from "./storage/git-token.js";
export { LocalFlowStorage, type LocalFlowStorageArgs } from "./storage/local-flow-storage.js";
export {
  type GitCloneArgs,
  gitClone,
  type PipInstallRequirementsArgs,
  type PullFromRemoteStorageArgs,
  type PullStepOptions,
  pipInstallRequirements,
  pullFromRemoteStorage,
  pullStep,
  type RunShellScriptArgs,
  runShellScript,
  type SetWorkingDirectoryArgs,
  setWorkingDirectory,
} from "./storage/pull-steps.js";
export { type PullWithBlockArgs, pullWithBlock } from "./storage/pull-with-block.js";
export { LocalWorker, type LocalWorkerArgs } from "./worker/local-worker.js";
export { type SystemdUnitArgs, systemdUnit } from "./worker/systemd-unit.js";
export { WorkerOnline, type WorkerOnlineArgs } from "./worker/worker-online.js";
/** @internal */
export { WorkerRevision } from "./worker/worker-revision.js";
