export { BitbucketCredentials, type BitbucketCredentialsArgs } from "./blocks/bitbucket-credentials.js";
export { BlockResource } from "./blocks/block-resource.js";
export { GitHubCredentials, type GitHubCredentialsArgs } from "./blocks/github-credentials.js";
export { GitLabCredentials, type GitLabCredentialsArgs } from "./blocks/gitlab-credentials.js";
export { Secret, type SecretArgs } from "./blocks/secret.js";
export type { Json } from "./provider/definition.js";
export { type CommonArgs, SyntaskResource } from "./provider/resource.js";
export { Block, type BlockArgs, type BlockValue } from "./resources/block.js";
export { BlockSchema, type BlockSchemaArgs } from "./resources/block-schema.js";
export { BlockType, type BlockTypeArgs } from "./resources/block-type.js";
export { Deployment, type DeploymentArgs } from "./resources/deployment.js";
export type {
  CronSchedule,
  IntervalSchedule,
  RRuleSchedule,
  Schedule,
  ScheduleOptions,
} from "./resources/deployment-schedule.js";
export { Flow, type FlowArgs } from "./resources/flow.js";
export { Variable, type VariableArgs } from "./resources/variable.js";
export { WorkPool, type WorkPoolArgs } from "./resources/work-pool.js";
export { WorkQueue, type WorkQueueArgs } from "./resources/work-queue.js";
export type { FlowStorage, PullStep } from "./storage/flow-storage.js";
export { type GitCredentials, GitFlowStorage, type GitFlowStorageArgs } from "./storage/git-flow-storage.js";
/** @internal */
export { GitRemote } from "./storage/git-remote.js";
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
