import type { CheckFailures } from "../engine/check-failures.js";

/** What is cloned. */
export interface GitAddress {
  repository: string;
  branch?: string;
}

const commit = /^[0-9a-f]{40}$/;

/** What is wrong with a commit; a worker fetches it by all of its characters. */
export const faultOfCommit = (text: string): string | undefined =>
  commit.test(text)
    ? undefined
    : `is "${text}"; write all 40 characters of the commit, as \`git rev-parse\` prints them`;

/** Whether a remote can be listed from here as a worker would: over ssh it would be with other keys. */
export const isVerifiable = (repository: string): boolean => /^(https?|file):/.test(repository);

/** Reports what a worker cannot clone, or clones without the credentials. Source: `docs/server-rules.md`, "Cloning". */
export function checkGitAddress(
  place: string,
  { repository, branch }: GitAddress,
  isPrivate: boolean,
  failures: CheckFailures,
): void {
  const property = `${place}${place && "."}repository`;
  const withoutUser = repository.replace(/\/\/[^/@]*@/, "//");
  if (withoutUser !== repository && /^https?:/.test(repository)) {
    failures.add(property, `has a user or a token in it; write "${withoutUser}" and give the token as \`accessToken\``);
  }
  if (repository.endsWith("/")) {
    failures.add(
      property,
      `ends in "/", for which a worker finds no folder name; write "${withoutUser.replace(/\/+$/, "")}"`,
    );
  }
  if (isPrivate && !repository.startsWith("https://")) {
    failures.add(
      property,
      `"${withoutUser}" is not https, and a worker uses a token for https only; write https:// instead`,
    );
  }
  if (branch !== undefined && commit.test(branch)) {
    failures.add(
      `${place}${place && "."}branch`,
      `is a commit; write it as \`${place ? "commit_sha" : "commitSha"}\`, which workers from 3.4.0 clone, or write a branch or a tag`,
    );
  }
}
