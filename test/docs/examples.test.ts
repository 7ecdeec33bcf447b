import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as syntask from "pulumi-syntask";
import * as aws from "pulumi-syntask/aws";
import * as azure from "pulumi-syntask/azure";
import * as docker from "pulumi-syntask/docker";
import * as gcp from "pulumi-syntask/gcp";
import * as kubernetes from "pulumi-syntask/kubernetes";
import { codeBlocks, repository, textOf } from "../support/documents";
import { declaredBy, treeOf, typescriptExamples } from "../support/example-programs";

const examples = readdirSync(join(repository, "examples"));
const headings = ["What it makes", "Run it", "What it costs", "Take it away"];
const readmeOf = (example: string) => `examples/${example.split("/")[0]}/README.md`;

test.each(examples.filter((name) => name !== "workflows"))(
  "the readme of examples/%s says what it makes, how it is run, what it costs and how it is taken away",
  (example) => {
    const found = [...textOf(readmeOf(example)).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(found).toEqual(expect.arrayContaining(headings));
  },
);

test("examples/workflows tells its files apart", () => {
  for (const file of readdirSync(join(repository, "examples/workflows")).filter((name) => name !== "README.md")) {
    expect(textOf("examples/workflows/README.md")).toContain(`\`${file}\``);
  }
});

/** What the program of each example declares. */
const trees = new Map<string, string>();

test.each(typescriptExamples)("the readme of examples/%s shows what its program makes", async (example) => {
  const tree = treeOf(await declaredBy(example));
  trees.set(example, tree);
  const shown = codeBlocks(readmeOf(example)).filter((block) => block.headings.at(-1) === "What it makes");
  expect(shown.map(({ code }) => code)).toContain(tree);
});

describe("every kind, component and function", () => {
  const isPublic = ([name, value]: [string, unknown]) =>
    typeof value === "function" && !/Output$|^(BlockResource|SyntaskResource|WorkerRevision)$/.test(name);
  const names = Object.entries({ ...syntask, ...aws, ...azure, ...docker, ...gcp, ...kubernetes })
    .filter(isPublic)
    .map(([name]) => name);
  const sources = readdirSync(join(repository, "examples"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|py)$|Pulumi\.yaml$/.test(file) && !file.includes("node_modules"))
    .map((file) => textOf(`examples/${file}`));
  const isIn = (texts: string[], name: string) => texts.some((text) => new RegExp(`\\b${name}(Output)?\\b`).test(text));
  const rows = textOf("docs/examples.md")
    .split("## What no example has")[1]!
    .match(/^\| `.*$/gm)!;
  const excused = new Map(
    rows.flatMap((row) => {
      const [, what, why] = row.split("|");
      const page = /\]\(([^)#]+)/.exec(why!)?.[1];
      return [...what!.matchAll(/`(\w+)`/g)].map(([, name]) => [name!, page!] as const);
    }),
  );

  test("stands in an example, is made by one, or is in the list of those that do not, with the reason", () => {
    const missing = names.filter((name) => !isIn([...sources, ...trees.values()], name) && !excused.has(name));
    expect(missing).toEqual([]);
  });

  test("is in that list only if it is not in an example, and then on the page that the list names", () => {
    const listed = [...excused.keys()];
    expect(listed.filter((name) => !names.includes(name))).toEqual([]);
    expect(listed.filter((name) => isIn(sources, name))).toEqual([]);
    expect(listed.filter((name) => !isIn([textOf(`docs/${excused.get(name)}`)], name))).toEqual([]);
  });
});
