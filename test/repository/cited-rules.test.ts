import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");
const read = (file: string): string => readFileSync(join(repository, file), "utf8");
const headings = [...read("docs/server-rules.md").matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!);

test("every rule of the server that a comment cites has its heading in the repository", () => {
  const cited = readdirSync(join(repository, "sdk/src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [...read(join("sdk/src", file)).matchAll(/Source: `([^`]+)`(?:, "([^"]+)")?/g)]);
  expect(cited.length).toBeGreaterThan(30);
  for (const [, file, heading] of cited) {
    expect(file).toBe("docs/server-rules.md");
    expect(headings).toContain(heading);
  }
});
