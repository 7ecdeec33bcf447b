import { text } from "../engine/field.js";
import type { GitLabCredentials } from "./gitlab-credentials.js";
import { type BlockArgsOf, type BlockClass, blockReference, typedBlock } from "./typed-block.js";

const fields = {
  /** URL of the repository. */
  repository: text({ required: true }),
  /** Branch or tag. @default the repository's default branch */
  branch: text({ wire: "reference" }),
  /** Credentials block, or the id of its document. @default none */
  credentials: blockReference<GitLabCredentials>(),
};

/** The args of {@link GitLabRepository}. */
export type GitLabRepositoryArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "GitLabRepository",
  noun: "GitLab repository block",
  slug: "gitlab-repository",
  fields,
});

/**
 * A repository on GitLab, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class GitLabRepository extends Base {}
