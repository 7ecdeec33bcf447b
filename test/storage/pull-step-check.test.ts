import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { checkPullSteps } from "../../sdk/src/storage/pull-step-check";

function failuresOf(steps: unknown): readonly string[] {
  const failures = new CheckFailures();
  checkPullSteps("pullSteps", steps as never, failures);
  return failures.lines;
}
const clone = (args: object) => failuresOf([{ "a.git_clone": args }]);
const repository = "https://forge.invalid/a.git";
const block = "{{ syntask.blocks.secret.token }}";

test.each<[unknown]>([
  [undefined],
  [[]],
  [[{ "a.b": {} }, { "_a.b_1.C": { x: [block, { y: ` ${block} ` }] } }]],
  [[{ "a.git_clone": { repository, branch: "main", access_token: block } }]],
  [[{ "a.git_clone": { repository, credentials: { username: "me", access_token: block } } }]],
  [[{ "a.git_clone": { repository: "git@forge.invalid:a.git" } }]],
  [[{ "a.git_clone_more": { access_token: block, credentials: block } }]],
])("%j is right", (steps) => {
  expect(failuresOf(steps)).toEqual([]);
});

test.each<[unknown, string]>([
  [{ "a.b": {} }, "`pullSteps` is not a list of steps"],
  [["a.b"], '`pullSteps[0]` is not a step; write { "package.function": { … } }'],
  [[null], '`pullSteps[0]` is not a step; write { "package.function": { … } }'],
  [[[]], '`pullSteps[0]` is not a step; write { "package.function": { … } }'],
  [
    [{ "a.b": {} }, {}],
    "`pullSteps[1]` names no function; a step is one function with its arguments, so make a step of each",
  ],
  [
    [{ "a.b": {}, "a.c": {} }],
    "`pullSteps[0]` names 2 functions (a.b, a.c); a step is one function with its arguments, so make a step of each",
  ],
  ...["git_clone", "a..b", "1a.b", "a.b-c", "a."].map((name): [unknown, string] => [
    [{ [name]: {} }],
    `\`pullSteps[0]\` "${name}" is not the full name of a function, like package.module.function`,
  ]),
  [[{ "a.b": null }], '`pullSteps[0]["a.b"]` is not an object of arguments'],
  [[{ "a.b": [] }], '`pullSteps[0]["a.b"]` is not an object of arguments'],
  [
    [{ "a.b": { x: `t-${block}` } }],
    `\`pullSteps[0].b.x\` has ${block} inside other text; a block placeholder has to be the whole value`,
  ],
  [
    [{ "a.b": { x: { y: [`${block}${block}`] } } }],
    `\`pullSteps[0].b.x.y.0\` has ${block} inside other text; a block placeholder has to be the whole value`,
  ],
  [
    [{ "a.b": { x: "{{ prefect.blocks.secret.t }}/x" } }],
    "`pullSteps[0].b.x` has {{ prefect.blocks.secret.t }} inside other text; a block placeholder has to be the whole value",
  ],
])("%j is refused where it stands", (steps, line) => {
  expect(failuresOf(steps)).toEqual([line]);
});

describe("a clone is refused", () => {
  test("without a repository", () => {
    expect(clone({})).toEqual(["`pullSteps[0].git_clone` has no `repository`"]);
  });

  test("with two ways to log in", () => {
    expect(clone({ repository, access_token: block, credentials: block })).toEqual([
      "`pullSteps[0].git_clone` has `access_token` and `credentials`; give one of them",
    ]);
  });

  test.each(["access_token", "credentials"])("with %s for a URL that is not https", (name) => {
    expect(clone({ repository: "http://forge.invalid/a.git", [name]: block })).toEqual([
      '`pullSteps[0].git_clone.repository` "http://forge.invalid/a.git" is not https, and a worker uses a token for https only; write https:// instead',
    ]);
  });

  test("with a user in its URL, which is not repeated", () => {
    const [line, ...others] = clone({ repository: "https://me:hush@forge.invalid/a.git" });
    expect(line).toContain(
      '`pullSteps[0].git_clone.repository` has a user or a token in it; write "https://forge.invalid/a.git"',
    );
    expect([line, ...others].join()).not.toContain("hush");
  });

  test("at a commit", () => {
    expect(clone({ repository, branch: "a".repeat(40) })).toEqual([
      "`pullSteps[0].git_clone.branch` is a commit; write it as `commit_sha`, which workers from 3.4.0 clone, or write a branch or a tag",
    ]);
  });

  test("at a commit and a branch, or a part of one", () => {
    expect(clone({ repository, branch: "main", commit_sha: "a".repeat(40) })).toEqual([
      "`pullSteps[0].git_clone` has `branch` and `commit_sha`; give one of them",
    ]);
    expect(clone({ repository, commit_sha: "a1b2c3" })).toEqual([
      '`pullSteps[0].git_clone.commit_sha` is "a1b2c3"; write all 40 characters of the commit, as `git rev-parse` prints them',
    ]);
    expect(clone({ repository, commit_sha: "{{ prefect.variables.commit }}" })).toEqual([]);
  });
});
