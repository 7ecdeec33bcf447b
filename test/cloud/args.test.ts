import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { type Args, components, makeNothing, refusalOf } from "./components";
import { refused } from "./refused-args";
import { beside, fine, impossible, together } from "./taken-args";

beforeAll(makeNothing);

const folder = join(__dirname, "../../sdk/src");
const parsed = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest, true);

const examples = Object.entries(refused).flatMap(([component, all]) =>
  all.map(([setting, args, name = "flows"]): [string, string, Args, string] => [component, setting, args, name]),
);

test.each(examples)("%s refuses %s of %j in one line", (component, setting, args, name) => {
  const line = refusalOf(component, args, name);
  expect(line).toMatch(new RegExp(`^${component} "${name}": .{20,}[^.]\\.$`));
  expect(line).toMatch(new RegExp(`\`([\\w.]+\\.)?${setting.replace(".", "\\.")}\``));
  expect(line).not.toContain("hush");
});

/** Where components say what they refuse before anything is made. */
const sources = [
  ...["provider/component-args", "cloud/arg-faults"],
  ...["aws/s3-flow-storage-args", "azure/azure-blob-flow-storage-check", "gcp/gcs-flow-storage-args"],
  ...["azure/acr-flow-storage", "image/cloud-image"],
  ...["aws/ecs-infrastructure", "gcp/cloud-run-infrastructure"],
  ...["docker/docker-flow-storage", "storage/git-flow-storage"],
];
const checks = /^(contradictions|faultsOf|refuseContradictions|refuseFaults|refuseWhat|checkCloudImage$)/;

/** Patterns of the reasons in a file, in the functions that look at args alone. */
function reasonsIn(file: string): RegExp[] {
  const reasons: RegExp[] = [];
  const visit = (node: ts.Node, isCheck: boolean): void => {
    const isNext = isCheck || (ts.isFunctionDeclaration(node) && checks.test(node.name?.text ?? ""));
    const reason = isCheck ? reasonIn(node) : undefined;
    if (reason) reasons.push(new RegExp(`^${reason}$`));
    ts.forEachChild(node, (child) => visit(child, isNext));
  };
  visit(parsed(`${file}.ts`), false);
  return reasons;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A text that is handed to `refuse`, or yielded, as a pattern. */
function reasonIn(node: ts.Node): string | undefined {
  const isRefusal = ts.isCallExpression(node) && node.expression.getText() === "refuse";
  const text = isRefusal ? node.arguments.at(-1) : ts.isYieldExpression(node) ? node.expression : undefined;
  if (text === undefined) return undefined;
  if (ts.isStringLiteralLike(text)) return escaped(text.text);
  if (!ts.isTemplateExpression(text)) return undefined;
  return escaped(text.head.text) + text.templateSpans.map(({ literal }) => `.*${escaped(literal.text)}`).join("");
}

describe("every reason has an example", () => {
  let lines: string[];
  beforeAll(() => {
    lines = examples.map(([component, , args, name]) =>
      String(refusalOf(component, args, name))
        .replace(`${component} "${name}": `, "")
        .replace(/\.$/, ""),
    );
  });

  test.each(sources)("in %s", (file) => {
    const reasons = reasonsIn(file);
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.filter((reason) => !lines.some((line) => reason.test(line)))).toEqual([]);
  });
});

test("every component has examples of what it refuses", () => {
  expect(Object.keys(refused).sort()).toEqual(Object.keys(components).sort());
});

/** Each word that a component's args may be. */
const choices = Object.keys(fine).flatMap((component) =>
  Object.entries(components[component]!.args).flatMap(([setting, { type }]) => {
    const words = typeof type === "object" && "words" in type ? type.words : [];
    const taken = words.filter((word) => !impossible[`${component}.${setting}`]?.includes(word));
    return taken.map((value): [string, string, string] => [component, setting, value]);
  }),
);

test.each(choices)("%s takes %s: %j, as its type says", (component, setting, value) => {
  const args = { ...fine[component], ...beside[`${component}.${setting}`], [setting]: value };
  expect(refusalOf(component, args)).toBeUndefined();
});

test("the choices are read from the tables", () => {
  expect(choices.length).toBeGreaterThanOrEqual(20);
  expect(choices).toContainEqual(["S3FlowStorage", "permissions", "read"]);
});

test.each(Object.entries(fine))("%s takes %j", (component, args) => {
  expect(refusalOf(component, args)).toBeUndefined();
});

test.each(together)("%s takes %j", (component, args) => {
  expect(refusalOf(component, args)).toBeUndefined();
});

test("every component that can be seen to take its args has some", () => {
  const names = Object.keys(components).filter((name) => name !== "SyntaskProject");
  expect(Object.keys(fine).sort()).toEqual(names.sort());
});
