import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serverUrl } from "../support/raw-api";
import { Stack } from "../support/stack";

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.create({ config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" } });
  await writeFile(join(stack.folder, "etl.py"), "from prefect import flow\n@flow\ndef main(): pass\n");
  await writeFile(
    join(stack.folder, "prefect.yaml"),
    "deployments:\n- name: nightly\n  entrypoint: etl.py:main\n  work_pool: { name: etl }\n",
  );
});
afterAll(() => stack.remove());

/** Something that takes its time, for others to wait for. */
const opts = `
  const slow = pulumi.output(new Promise((done) => setTimeout(() => done(1), 500)));
  const opts = { dependsOn: [new syntask.Variable("first", { value: slow })] };
`;
const blank = 'const blank = new syntask.LocalFlowStorage("blank", { path: pulumi.output(" ") }, opts);';
const blankPath = 'LocalFlowStorage "blank": `path` is blank; write a folder.';
const nobody = expect.stringMatching(
  /^variable "of_nobody": there is none on http.+ correct the name or the `connection`$/,
);

describe("a fault that is known before what waits for it stands as one line, and nothing beside it", () => {
  test.each([
    ["of a storage", blank, blankPath],
    [
      "of a storage that a deployment has, and of whose outputs the program exports one",
      `${blank} const d = new syntask.Deployment("d", { entrypoint: "etl.py:main", storage: blank }, opts);
       exports.steps = blank.pullSteps; exports.url = d.url;`,
      blankPath,
    ],
    [
      "of a storage that a project has",
      `${blank} const p = new syntask.SyntaskProject("p", { folder: ".", storage: blank }, opts);
       exports.url = p.deployment("nightly").url;`,
      blankPath,
    ],
    [
      "of a block's name",
      `${blank} const block = new syntask.Secret("s", { value: "x", name: blank.pullSteps.apply(() => "s") }, opts);
       exports.reference = block.reference;`,
      blankPath,
    ],
    [
      "of a look-up whose promise is an input",
      'const found = syntask.getVariable({ name: "of_nobody" });new syntask.Variable("x", { value: found.then(({ value }) => value) }, opts);',
      nobody,
    ],
    [
      "of a look-up whose output is an input",
      'new syntask.Variable("x", { value: syntask.getVariableOutput({ name: "of_nobody" }).value }, opts);',
      nobody,
    ],
    ["of a look-up alone", 'syntask.getVariable({ name: "of_nobody" }).then(() => {});', nobody],
  ])("%s", async (_, program, fault) => {
    await stack.write(opts + program);
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(diagnostics(output)).toEqual([fault]);
  });
});

/** The lines of a preview's last section, without the name of the resource that they stand under. */
const diagnostics = (output: string): string[] => {
  const [, section = ""] = /\nDiagnostics:\n([\s\S]*?)\n\n(Resources:|$)/.exec(output) ?? [];
  return section
    .split("\n")
    .map((line) => line.trim().replace(/^error: /, ""))
    .filter((line) => line !== "" && !/^pulumi:\S+ \(.+\):$/.test(line));
};
