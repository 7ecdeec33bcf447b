import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");
const page = readFileSync(join(repository, "docs/reference/troubleshooting.md"), "utf8");

/** What the sources say, with an ellipsis in the place of each value. */
const said = readdirSync(join(repository, "sdk/src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(repository, "sdk/src", file), "utf8"))
  .join("\n")
  .replaceAll("\\`", "`");

const [ours] = page.split("## What others say");
const messages = ours!
  .split("\n")
  .filter((line) => /^\| `/.test(line))
  .flatMap((line) => [...line.split(" | ")[0]!.matchAll(/`([^`]+)`/g)].map(([, message]) => message!));

test("the page has messages of the server, of ownership, of workers and of code", () => {
  expect(messages.length).toBeGreaterThan(20);
});

test.each(messages)("`%s` is what the package says", (message) => {
  for (const part of message.split("…").map((one) => one.trim())) {
    if (part.length > 2) expect(said).toContain(part);
  }
});
