import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("faults");
let folder: string;
let stack: Stack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-faults-"));
  await writeFile(join(folder, "etl.py"), 'from prefect import flow\n@flow\ndef main(day: str = "today"): pass\n');
  stack = await Stack.create({
    program: `new syntask.SyntaskProject("etl", { folder: ${JSON.stringify(folder)} });`,
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
  });
});
afterAll(async () => {
  await stack?.remove();
  await rm(folder, { recursive: true, force: true });
});

const deployments = (...rest: string[]) =>
  `deployments:\n${rest.map((one, index) => `- name: d${index}\n  entrypoint: etl.py:main\n${one}`).join("")}`;

/** What a preview says of a project file that is at fault. */
async function refusal(file: string): Promise<{ errors: string[]; output: string }> {
  await writeFile(join(folder, "prefect.yaml"), file);
  const { code, output } = await stack.run("preview");
  expect(code).not.toBe(0);
  const errors = output.split("\n").flatMap((line) => /(SyntaskProject "etl": .*)/.exec(line)?.[1] ?? []);
  return { errors: [...new Set(errors)], output };
}

const noStack = expect.not.stringMatching(/error serializing|\n\s+at |unhandled|Promise/);

test("all that `deploy` would refuse of a file is one list with file and line, without a stack", async () => {
  const { errors, output } = await refusal(
    deployments(
      "  schedules: [{ cron: 0 6 * * }]\n  work_pool: { name: etl }\n",
      "",
      "  parameters: { day: 5 }\n  work_pool: { name: etl }\n",
    ),
  );
  expect(errors).toEqual([
    'SyntaskProject "etl": prefect.yaml:4:17: `cron` "0 6 * *" has 4 fields; write five, such as "0 6 * * *" for 6:00 every day',
    expect.stringMatching(/^SyntaskProject "etl": prefect\.yaml:6:3: `work_pool` is missing/),
    expect.stringMatching(/^SyntaskProject "etl": prefect\.yaml:10:17: `day` /),
  ]);
  expect(output).toEqual(noStack);
});

test("a variable that is not there is named with the place that asks for it, without a stack", async () => {
  const { errors, output } = await refusal(
    deployments(
      ...Array.from(
        { length: 20 },
        () =>
          `  parameters: { day: "{{ prefect.variables.${name.replaceAll("-", "_")} }}" }\n  work_pool: { name: etl }\n`,
      ),
    ),
  );
  expect(errors).toEqual([
    expect.stringMatching(
      /^SyntaskProject "etl": prefect\.yaml:4:17, 8:17, 12:17, 16:17, 20:17 and 15 more: variable "faults_\w+": there is none on /,
    ),
  ]);
  expect(output).toEqual(noStack);
});
