import { isVerifiable } from "../../sdk/src/storage/git-address";
import { encodedForUrl, gitUserInfo } from "../../sdk/src/storage/git-user-info";

test.each([
  ["a/b@c", "a%2Fb%40c"],
  ["me:a b", "me:a%20b"],
  ["plain-token_1", "plain-token_1"],
])("%s is written as a URL takes it, with the colon before a password", (secret, encoded) => {
  expect(encodedForUrl(secret)).toBe(encoded);
});

test.each(["a/b", "a?b", "a#b", "a@b", "a b"])("a token with a sign that breaks the URL is refused: %s", (token) => {
  for (const credentials of [{ token }, { username: token, password: "p" }]) {
    expect(() => gitUserInfo("github.com", credentials)).toThrow(/which breaks the URL .*; percent-encode it$/);
  }
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
