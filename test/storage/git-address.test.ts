import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { checkGitAddress, isVerifiable } from "../../sdk/src/storage/git-address";

function failuresOf(repository: string): readonly string[] {
  const failures = new CheckFailures();
  checkGitAddress("", { repository, branch: undefined }, false, failures);
  return failures.lines;
}

test.each(["https", "http"])("a token in an %s URL is refused, and is not in the line", (scheme) => {
  const [line] = failuresOf(`${scheme}://hush@git.example.com/team/flows.git`);
  expect(line).toBe(
    `\`repository\` has a user or a token in it; write "${scheme}://git.example.com/team/flows.git" and give the token as \`accessToken\``,
  );
});

test.each(["https://git.example.com/team/flows.git", "ssh://git@git.example.com/team/flows.git"])(
  "%s is fine",
  (url) => {
    expect(failuresOf(url)).toEqual([]);
  },
);

test.each(["https://git.example.com/team/flows/", "https://git.example.com/team/flows//"])(
  "a slash at the end is refused: %s",
  (url) => {
    expect(failuresOf(url)).toEqual([
      '`repository` ends in "/", for which a worker finds no folder name; write "https://git.example.com/team/flows"',
    ]);
  },
);

test("of a user and a slash at the end both are named, and neither is in what to write", () => {
  expect(failuresOf("https://hush@git.example.com/flows/")).toEqual([
    '`repository` has a user or a token in it; write "https://git.example.com/flows/" and give the token as `accessToken`',
    '`repository` ends in "/", for which a worker finds no folder name; write "https://git.example.com/flows"',
  ]);
});

test("an @ in the path is no user", () => {
  expect(failuresOf("https://git.example.com/team/@scope/flows")).toEqual([]);
});

describe("where credentials are given", () => {
  const privateFailuresOf = (repository: string) => {
    const failures = new CheckFailures();
    checkGitAddress("step", { repository }, true, failures);
    return failures.lines;
  };

  test("an https URL is fine", () => {
    expect(privateFailuresOf("https://git.example.com/flows.git")).toEqual([]);
  });

  test.each(["http://git.example.com/flows.git", "git@git.example.com:flows.git", "file:///https://flows"])(
    "%s is refused",
    (url) => {
      expect(privateFailuresOf(url)).toEqual([
        `\`step.repository\` "${url}" is not https, and a worker uses a token for https only; write https:// instead`,
      ]);
    },
  );
});

test.each([
  ["a".repeat(40), 1],
  ["0123456789abcdef0123456789abcdef01234567", 1],
  ["a".repeat(39), 0],
  ["a".repeat(41), 0],
  [`v${"a".repeat(40)}`, 0],
  ["main", 0],
])("of the branch %s %d is refused", (branch, count) => {
  const failures = new CheckFailures();
  checkGitAddress("", { repository: "https://git.example.com/flows.git", branch }, false, failures);
  expect(failures.lines).toEqual(
    Array(count).fill(
      "`branch` is a commit; write it as `commitSha`, which workers from 3.4.0 clone, or write a branch or a tag",
    ),
  );
});

test.each<[string, boolean]>([
  ["https://git.example.com/a", true],
  ["http://git.example.com/a", true],
  ["file:///srv/a", true],
  ["ssh://git@git.example.com/a", false],
  ["git@git.example.com:a", false],
  ["ssh://git.example.com/https:/a", false],
])("whether %s can be listed from here is %p", (url, expected) => {
  expect(isVerifiable(url)).toBe(expected);
});
