import { text } from "../engine/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Repository, project or workspace access token; secret. Instead of `username` and `password`. @default none */
  token: text({ secret: true }),
  /** User name, together with `password`. @default none */
  username: text(),
  /** App password or, on Bitbucket Server, HTTP access token; secret. @default none */
  password: text({ secret: true }),
  /** Base URL of the API, for flows that use it; a clone does not read it. @default https://api.bitbucket.org/ */
  url: text({ default: "https://api.bitbucket.org/" }),
};

/** The args of {@link BitbucketCredentials}. */
export type BitbucketCredentialsArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "BitbucketCredentials",
  noun: "Bitbucket credentials block",
  slug: "bitbucket-credentials",
  fields,
  // A clone refuses these. Source: `docs/server-rules.md`, "Cloning".
  check({ token, username, password }, failures, { isUnknown }) {
    const given = (property: "token" | "username" | "password", value: unknown) =>
      value !== undefined || isUnknown(property);
    if (given("username", username) && !given("password", password)) {
      failures.add(
        "username",
        "is given without `password`, and a clone refuses that; write the token as `password`, or leave `username` out",
      );
    } else if (!given("token", token) && !given("password", password)) {
      failures.add("token", "is missing; write `token`, or `username` and `password`");
    }
  },
});

/** Bitbucket credentials: a token, or a user name and a password. */
export class BitbucketCredentials extends Base {}
