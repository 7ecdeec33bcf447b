import { parseImage, pinnedTo, tagOfDigest } from "../../sdk/src/image/image-reference";

const digest = `sha256:${"0".repeat(64)}`;

test.each([
  ["etl", { registry: "docker.io", repository: "library/etl" }],
  ["team/etl:1.0", { registry: "docker.io", repository: "team/etl", tag: "1.0" }],
  ["localhost:5000/etl", { registry: "localhost:5000", repository: "etl" }],
  [`ghcr.io/team/etl:1@${digest}`, { registry: "ghcr.io", repository: "team/etl", tag: "1", digest }],
])("%s is read as Docker reads it", (text, expected) => {
  expect(parseImage(text)).toEqual({ tag: undefined, digest: undefined, ...expected });
});

test("a repository with capitals is refused for them", () => {
  expect(() => parseImage("ghcr.io/Team/etl")).toThrow("a repository is in lowercase and without a colon");
});

test.each(["", "Team/Etl", "etl:a b", "etl@sha256:12", "https://ghcr.io/etl"])("%p is no image", (text) => {
  expect(() => parseImage(text)).toThrow("is not the name of an image");
});

test.each(["localhost:5000/etl", "localhost:5000/etl:1", `localhost:5000/etl:1@sha256:${"1".repeat(64)}`])(
  "%s is pinned without its tag",
  (text) => {
    expect(pinnedTo(text, digest)).toBe(`localhost:5000/etl@${digest}`);
  },
);

test("a digest is a tag", () => {
  expect(tagOfDigest(digest)).toMatch(/^[\w][\w.-]{0,127}$/);
});
