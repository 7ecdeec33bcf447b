import { join, resolve } from "node:path";
import { codeBlocks } from "../support/documents";
import { run } from "../support/stack";

const repository = resolve(__dirname, "../..");

/** What the one command of an example prints, which has to succeed. */
async function outputOf(example: string): Promise<string> {
  const environment = { ...process.env, SYNTASK_API_URL: "", NO_COLOR: "1" };
  const command = join(repository, "examples", example, "run.mjs");
  const { code, output } = await run("node", [command], { cwd: repository, environment });
  if (code !== 0) console.error(output);
  expect(code).toBe(0);
  expect(shownBy(example).filter((resource) => !output.includes(resource))).toEqual([]);
  return output;
}

/** What the readme of an example says that it makes: types without their module, as each binding has another, with names. */
function shownBy(example: string): string[] {
  const blocks = codeBlocks(`examples/${example}/README.md`).filter(
    ({ headings }) => headings.at(-1) === "What it makes",
  );
  return blocks.flatMap(({ code }) =>
    [...code.matchAll(/:(\w+) {2}(\S+)$/gm)].map(([, type, name]) => `:${type} ${name} `),
  );
}

test.each(["s3", "gcs", "azure", "ecs"])(
  "the one command of examples/%s runs its flow from the emulator and previews one edited file",
  async (name) => {
    const output = await outputOf(name);
    expect(output).toContain("ended as COMPLETED");
    expect(output).toMatch(/1 changed:\s+~ report\.py/);
  },
);

test("the one command of examples/platform runs every team's flow and previews a pull request line by line", async () => {
  const output = await outputOf("platform");
  for (const name of ["load", "cleanup", "report"])
    expect(output).toContain(`The flow run of ${name} ended as COMPLETED`);
  const preview = output.split("Previewing update")[1]!.split("Destroying")[0]!;
  expect(preview.match(/^ [~+-].*$/gm)).toEqual([
    expect.stringContaining("syntask:Deployment cleanup update [diff: ~schedules]"),
    expect.stringContaining("syntask:FlowCode analytics-code-code update"),
  ]);
  expect(preview).toMatch(/flow code "flows\/analytics" 1 changed:\s+~ report\.py/);
});

test.each([
  ["yaml", ["report"]],
  ["python", ["goodbye", "hello", "report"]],
  ["kubernetes", ["kubernetes-report"]],
])("the one command of examples/%s runs its flows and previews one edited line", async (name, deployments) => {
  const output = await outputOf(name);
  const states = [...output.matchAll(/The flow run of (\S+) ended as (\S+)/g)].map(([, of, state]) => [of, state]);
  expect(states).toEqual(deployments.map((deployment) => [deployment, "COMPLETED"]));
  expect(output).not.toContain("warning");
  const preview = output.split("Previewing update")[1]!.split("Destroying")[0]!;
  expect(preview.match(/^ [~+-].*$/gm)).toEqual([expect.stringContaining("update [diff: ~schedules]")]);
});
