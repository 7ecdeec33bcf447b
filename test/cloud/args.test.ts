import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { type Args, components, makeNothing, refusalOf } from "./components";
import { refused } from "./refused-args";
import { beside, fine, together } from "./taken-args";

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
  "cloud/arg-faults",
  ...["aws/s3-flow-storage-args", "azure/azure-blob-flow-storage-check", "gcp/gcs-flow-storage"],
  ...["azure/acr-flow-storage", "gcp/artifact-registry-flow-storage", "image/cloud-image"],
  ...["aws/ecs-infrastructure", "gcp/cloud-run-infrastructure", "azure/azure-container-instance-infrastructure"],
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

test("every component that refuses anything has examples", () => {
  const silent = ["LocalFlowStorage", "SyntaskProject"];
  expect(Object.keys(refused).sort()).toEqual(
    Object.keys(components)
      .filter((name) => !silent.includes(name))
      .sort(),
  );
});

const files = ["aws", "azure", "cloud", "docker", "gcp", "image", "storage"].flatMap((part) =>
  readdirSync(join(folder, part))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => parsed(`${part}/${file}`)),
);

const aliases = new Map(
  files.flatMap(({ statements }) =>
    statements.filter(ts.isTypeAliasDeclaration).map(({ name, type }) => [name.text, type]),
  ),
);

/** The texts that a type is a choice of. */
function choicesOf(type: ts.TypeNode | undefined): string[] {
  if (!type) return [];
  if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) return choicesOf(aliases.get(type.typeName.text));
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(choicesOf);
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [];
}

/** Each choice that a component's args leave. */
const choices = files
  .flatMap(({ statements }) => statements.filter(ts.isInterfaceDeclaration))
  .flatMap(({ name, members }): [component: string, setting: string, value: string][] => {
    const component = name.text.replace(/Args$/, "");
    if (!(component in fine)) return [];
    const settings = members.filter(ts.isPropertySignature).filter((member) => ts.isIdentifier(member.name));
    return settings.flatMap((member) =>
      choicesOf(member.type).map((value): [string, string, string] => [
        component,
        (member.name as ts.Identifier).text,
        value,
      ]),
    );
  });

test.each(choices)("%s takes %s: %j, as its type says", (component, setting, value) => {
  const args = { ...fine[component], ...beside[`${component}.${setting}`], [setting]: value };
  expect(refusalOf(component, args)).toBeUndefined();
});

test("the choices are read from the types", () => {
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
