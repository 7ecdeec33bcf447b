import { join, resolve } from "node:path";
import { run } from "../../support/stack";

const repository = resolve(__dirname, "../../..");

const runExample = async (name: string): Promise<string> => {
  const environment = { ...process.env, SYNTASK_API_URL: "", NO_COLOR: "1" };
  const command = [join(repository, "examples", name, "run.mjs")];
  const { code, output } = await run("node", command, { cwd: repository, environment });
  if (code !== 0) console.error(output);
  expect(code).toBe(0);
  expect(output).toContain("ended as COMPLETED");
  return output;
};

test("the one command of examples/docker builds, pushes and runs an image, and previews another for an edited file", async () => {
  const output = await runExample("docker");
  expect(output).toMatch(/docker:index:Image docker-flows-image update/);
  expect(output).toMatch(/syntask:Deployment docker-report update \[diff: ~jobVariables\]/);
});

test("the one command of examples/docker-s3 runs code of a bucket in an image without code, and an edit is an upload alone", async () => {
  const output = await runExample("docker-s3");
  expect(output).toMatch(/1 changed:\s+~ report\.py/);
  expect(output).toMatch(/~ 1 to update/);
});

test("the one command of examples/docker-prebuilt runs an image of CI, and a tag that moved shows as the deployment alone", async () => {
  const output = await runExample("docker-prebuilt");
  expect(output).not.toContain("docker:index:Image");
  expect(output).toMatch(/~ 1 to update\s+4 unchanged/);
});

test("the one command of examples/docker-worker runs a flow by the worker that it makes, and previews another for an edited file", async () => {
  const output = await runExample("docker-worker");
  const preview = output.split("Previewing update")[1]!.split("Destroying")[0]!;
  expect(preview).toMatch(/docker:index:Image docker-worker-flows update/);
  expect(preview).toMatch(/docker:index:Container docker-worker-0 (create replacement|replace)/);
});
