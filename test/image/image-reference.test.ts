import { parseImage, pinnedTo, tagOfDigest } from "../../sdk/src/image/image-reference";

const digest = `sha256:${"0".repeat(64)}`;

test.each([
  ["etl", { registry: "docker.io", repository: "library/etl" }],
  ["team/etl:1.0", { registry: "docker.io", repository: "team/etl", tag: "1.0" }],
  ["localhost/etl", { registry: "localhost", repository: "etl" }],
  ["ghcr.io/etl", { registry: "ghcr.io", repository: "etl" }],
  ["docker.io/etl", { registry: "docker.io", repository: "library/etl" }],
  ["localhost", { registry: "docker.io", repository: "library/localhost" }],
  ["my.etl", { registry: "docker.io", repository: "library/my.etl" }],
  ["a/b__c/d--e", { registry: "docker.io", repository: "a/b__c/d--e" }],
  [`etl:${"a".repeat(128)}`, { registry: "docker.io", repository: "library/etl", tag: "a".repeat(128) }],
  ["etl:A_b.c-d", { registry: "docker.io", repository: "library/etl", tag: "A_b.c-d" }],
  [`etl@${digest}`, { registry: "docker.io", repository: "library/etl", digest }],
  ["localhost:5000/etl", { registry: "localhost:5000", repository: "etl" }],
  [`ghcr.io/team/etl:1@${digest}`, { registry: "ghcr.io", repository: "team/etl", tag: "1", digest }],
])("%s is read as Docker reads it", (text, expected) => {
  expect(parseImage(text)).toEqual({ tag: undefined, digest: undefined, ...expected });
});

test.each(["ghcr.io/Team/etl", "ghcr.io/team:1/etl", "etl:-a", `etl:${"a".repeat(129)}`])(
  "the repository of %s is refused for its letters",
  (text) => {
    expect(() => parseImage(text)).toThrow(
      `"${text}" is not the name of an image; a repository is in lowercase and without a colon`,
    );
  },
);

test.each([
  ...["", "Team/Etl", "etl:a b", "etl@sha256:12", "https://ghcr.io/etl", "ghcr.io//etl", "/etl", "etl/"],
  ...[`etl@${digest.replace("sha256", "sha512")}`, `etl@${digest}0`],
])("%p is no image", (text) => {
  expect(() => parseImage(text)).toThrow(
    `"${text}" is not the name of an image; write registry/repository:tag or …@sha256:…`,
  );
});

test.each(["localhost:5000/etl", "localhost:5000/etl:main", `localhost:5000/etl:1@sha256:${"1".repeat(64)}`])(
  "%s is pinned without its tag",
  (text) => {
    expect(pinnedTo(text, digest)).toBe(`localhost:5000/etl@${digest}`);
  },
);

test("a digest is a tag", () => {
  expect(tagOfDigest(digest)).toBe(`sha256-${"0".repeat(64)}`);
});
