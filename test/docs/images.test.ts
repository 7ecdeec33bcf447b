import { readdirSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { repository, textOf, userDocuments, withoutCode } from "../support/documents";

const folder = "docs/images";
const mostBytes = 150_000;

const images = userDocuments.flatMap((document) =>
  [...withoutCode(textOf(document)).matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, alternative, file]) => ({
    document,
    alternative: alternative!,
    file: posix.join(dirname(document), file!),
  })),
);
const kept = readdirSync(join(repository, folder)).map((file) => `${folder}/${file}`);

test.each(images)("$document shows $file, which is there, and says what is seen on it", ({ file, alternative }) => {
  expect(statSync(join(repository, file)).isFile()).toBe(true);
  expect(alternative.split(" ").length).toBeGreaterThan(4);
});

test.each(kept)("%s is shown on a page, and small", (file) => {
  expect(images.map((image) => image.file)).toContain(file);
  expect(statSync(join(repository, file)).size).toBeLessThan(mostBytes);
});
