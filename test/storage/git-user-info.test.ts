import { isVerifiable } from "../../sdk/src/storage/git-address";
import { encodedForUrl, type GitCredentialValues, gitUserInfo } from "../../sdk/src/storage/git-user-info";

test.each([
  ["a/b@c", "a%2Fb%40c"],
  ["me:a b", "me:a%20b"],
  ["me:a:b", "me:a:b"],
  ["plain-token_1", "plain-token_1"],
])("%s is written as a URL takes it, with the colon before a password", (secret, encoded) => {
  expect(encodedForUrl(secret)).toBe(encoded);
});

test.each(["a/b", "a?b", "a#b", "a@b", "a b"])("a token with a sign that breaks the URL is refused: %s", (token) => {
  for (const credentials of [{ token }, { username: token, password: "p" }]) {
    expect(() => gitUserInfo("github.com", credentials)).toThrow(/which breaks the URL .*; percent-encode it$/);
  }
});

test.each<[string, GitCredentialValues, string]>([
  ["github.com", { token: "t" }, "t"],
  ["github.com", { accessToken: "t" }, "t"],
  ["github.com", { password: "p" }, "p"],
  ["github.com", { accessToken: "a", token: "t", password: "p" }, "a"],
  ["github.com", { token: "t", password: "p" }, "t"],
  ["github.com", { username: "me", password: "p" }, "me:p"],
  ["github.com", { username: "me", accessToken: "t" }, "me:t"],
  ["github.com", { username: "", token: "t" }, "t"],
  ["gitlab.example.com", { token: "t" }, "oauth2:t"],
  ["gitlab.example.com", { token: "oauth2:t" }, "oauth2:t"],
  ["gitlab.example.com", { token: "t:oauth2:" }, "oauth2:t:oauth2:"],
  ["gitlab.example.com", { username: "me", password: "p" }, "me:p"],
  ["bitbucket.org", { token: "t" }, "x-token-auth:t"],
  ["bitbucket.org", { token: "me:t" }, "me:t"],
  ["bitbucketserver.example.com", { token: "me:t" }, "me:t"],
  ["bitbucketserver.example.com", { username: "me", password: "p" }, "me:p"],
])("a worker clones from %s with %j as %s", (host, credentials, userInfo) => {
  expect(gitUserInfo(host, credentials)).toBe(userInfo);
});

test.each<[string, GitCredentialValues, string]>([
  [
    "github.com",
    { username: "me" },
    "a worker refuses a `username` without a `password`; write the token as `password`, or leave `username` out",
  ],
  [
    "github.com",
    { username: "me", token: "t" },
    "a worker refuses a `username` without a `password`; write the token as `password`, or leave `username` out",
  ],
  ["github.com", {}, "the credentials hold neither a token nor a password"],
  ["github.com", { token: "" }, "the credentials hold neither a token nor a password"],
  [
    "github.com",
    { username: "me@team", password: "p" },
    "the credentials hold one of / ? # @ or a space, which breaks the URL that a worker clones; percent-encode it",
  ],
  ["bitbucketserver.example.com", { token: "t" }, "Bitbucket Server wants a `username` with the token; add `username`"],
])("a worker refuses for %s the credentials %j", (host, credentials, reason) => {
  expect(() => gitUserInfo(host, credentials)).toThrow(new Error(reason));
});

test.each([
  ["https://github.com/a.git", true],
  ["http://github.com/a.git", true],
  ["file:///srv/a.git", true],
  ["ssh://git@github.com/a.git", false],
  ["git@github.com:a.git", false],
  ["/srv/a.git", false],
])("whether %s is listed from here: %s", (repository, expected) => {
  expect(isVerifiable(repository)).toBe(expected);
});
