import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository, textOf } from "../support/documents";
import { serverUrl } from "../support/raw-api";
import { run } from "../support/stack";

test("the page of what is covered has every endpoint of the server: else run `npm run coverage`", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-coverage-"));
  const file = join(folder, "coverage.md");
  try {
    const args = [join(repository, "scripts/api-coverage.mjs"), serverUrl(), file];
    const { code, output } = await run(process.execPath, args);
    if (code !== 0) throw new Error(output);
    expect(readFileSync(file, "utf8")).toBe(textOf("docs/api/coverage.md"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
