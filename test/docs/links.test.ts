import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { anchorsOf, repository, textOf, userDocuments, withoutCode } from "../support/documents";

const readmes = ["examples", "emulators", "bench"].flatMap((folder) =>
  readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("README.md") && !file.includes("node_modules"))
    .map((file) => `${folder}/${file}`),
);
const documents = [...userDocuments, "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ...readmes];

/** The relative links of a document that lead to no file below a folder, or to no heading. */
function faultsOf(
  document: string,
  folder = repository,
  text = readFileSync(join(folder, document), "utf8"),
): string[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .flatMap((target) => {
      const [file, anchor] = target.split("#");
      const path = file ? posix.join(dirname(document), file) : document;
      if (file && !existsSync(join(folder, path))) return [`${document}: there is no ${target}`];
      if (anchor === undefined) return [];
      const anchors = file ? anchorsOf(readFileSync(join(folder, path), "utf8")) : anchorsOf(text);
      return anchors.includes(anchor) ? [] : [`${document}: ${path} has no heading #${anchor}`];
    });
}

test.each(documents)("the links of %s lead to files and headings", (document) => {
  expect(faultsOf(document)).toEqual([]);
});

test("links that lead nowhere are noticed", () => {
  const text = "# One\n\n[a](gone.md) [b](README.md#gone) [c](#one) [d](docs/index.md) [e](https://example.com)\n";
  expect(faultsOf("page.md", repository, text)).toEqual([
    "page.md: there is no gone.md",
    "page.md: README.md has no heading #gone",
  ]);
});

test("the links of the documents that are packed lead to what is packed", () => {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-documents-"));
  try {
    execFileSync(process.execPath, [join(repository, "scripts/copy-package-documents.mjs"), folder]);
    const packed = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
    expect(packed.sort()).toEqual(["CHANGELOG.md", ...userDocuments].sort());
    expect(packed.flatMap((document) => faultsOf(document, folder))).toEqual([]);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("docs/get-started.md");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the table of contents leads to every page", () => {
  const contents = textOf("docs/index.md");
  const pages = userDocuments.filter((document) => document.startsWith("docs/") && document !== "docs/index.md");
  expect(pages.filter((page) => !contents.includes(`](${page.slice("docs/".length)})`))).toEqual([]);
});

test("the readme is read at once", () => {
  expect(textOf("README.md").split("\n").length).toBeLessThan(180);
});
