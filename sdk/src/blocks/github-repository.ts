import { text } from "../engine/field.js";
import type { GitHubCredentials } from "./github-credentials.js";
import { type BlockArgsOf, type BlockClass, blockReference, typedBlock } from "./typed-block.js";

const fields = {
  /** URL of the repository. */
  repositoryUrl: text({ required: true }),
  /** Branch or tag. @default the repository's default branch */
  branch: text({ wire: "reference" }),
  /** Credentials block, or the id of its document. @default none */
  credentials: blockReference<GitHubCredentials>(),
};

/** The args of {@link GitHubRepository}. */
export type GitHubRepositoryArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "GitHubRepository",
  noun: "GitHub repository block",
  slug: "github-repository",
  fields,
});

/**
 * A repository on GitHub, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class GitHubRepository extends Base {}
