import { text } from "../engine/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Personal access token or app token that can read the repository; secret. */
  token: text({ required: true, secret: true }),
};

/** The args of {@link GitHubCredentials}. */
export type GitHubCredentialsArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "GitHubCredentials",
  noun: "GitHub credentials block",
  slug: "github-credentials",
  fields,
});

/** GitHub credentials: an access token. */
export class GitHubCredentials extends Base {}
