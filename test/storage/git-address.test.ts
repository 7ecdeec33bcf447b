import { CheckFailures } from "../../sdk/src/provider/check-failures";
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

test("a slash at the end is refused", () => {
  expect(failuresOf("https://git.example.com/team/flows/")).toEqual([
    expect.stringContaining('write "https://git.example.com/team/flows"'),
  ]);
});

test.each<[string, boolean]>([
  ["https://git.example.com/a", true],
  ["http://git.example.com/a", true],
  ["file:///srv/a", true],
  ["ssh://git@git.example.com/a", false],
  ["git@git.example.com:a", false],
])("whether %s can be listed from here is %p", (url, expected) => {
  expect(isVerifiable(url)).toBe(expected);
});
