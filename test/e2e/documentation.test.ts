import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repository } from "../support/documents";
import { run } from "../support/stack";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-site-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the documentation is built without a warning, and its links lead to what is in it", async () => {
  const { code, output } = await run("npm", ["run", "docs", "--", "--out", folder], { cwd: repository });
  if (code !== 0) throw new Error(output);

  const pages = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".html"));
  expect(pages).toEqual(expect.arrayContaining(["documents/Get_started.html", "classes/index.Deployment.html"]));
  const broken: string[] = [];
  for (const page of pages) {
    const html = await readFile(join(folder, page), "utf8");
    for (const [, link] of html.matchAll(/\b(?:href|src)="(?![a-z]+:)([^"#?]+)/g)) {
      if (!existsSync(join(folder, dirname(page), decodeURIComponent(link!)))) broken.push(`${page}: ${link}`);
    }
  }
  expect(broken).toEqual([]);
});
