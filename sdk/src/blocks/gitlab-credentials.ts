import { text } from "../engine/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Access token with the scope `read_repository`; secret. */
  token: text({ required: true, secret: true }),
  /** Base URL of a self-hosted GitLab, for flows that use its API; a clone does not read it. @default none */
  url: text(),
};

/** The args of {@link GitLabCredentials}. */
export type GitLabCredentialsArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "GitLabCredentials",
  noun: "GitLab credentials block",
  slug: "gitlab-credentials",
  fields,
});

/** GitLab credentials: an access token. */
export class GitLabCredentials extends Base {}
