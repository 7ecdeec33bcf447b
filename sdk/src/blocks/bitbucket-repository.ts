import { text } from "../engine/field.js";
import type { BitbucketCredentials } from "./bitbucket-credentials.js";
import { type BlockArgsOf, type BlockClass, blockReference, typedBlock } from "./typed-block.js";

const fields = {
  /** URL of the repository. */
  repository: text({ required: true }),
  /** Branch or tag. @default the repository's default branch */
  branch: text({ wire: "reference" }),
  /** Credentials block, or the id of its document. @default none */
  bitbucketCredentials: blockReference<BitbucketCredentials>(),
};

/** The args of {@link BitbucketRepository}. */
export type BitbucketRepositoryArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "BitbucketRepository",
  noun: "Bitbucket repository block",
  slug: "bitbucket-repository",
  fields,
});

/**
 * A repository on Bitbucket, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class BitbucketRepository extends Base {}
