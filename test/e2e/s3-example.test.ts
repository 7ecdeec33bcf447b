import { join, resolve } from "node:path";
import { run } from "../support/stack";

const repository = resolve(__dirname, "../..");

test("the example's one command runs its flow from the emulator and previews one edited file", async () => {
  const environment = { ...process.env, SYNTASK_API_URL: "", NO_COLOR: "1" };
  const { code, output } = await run("node", [join(repository, "examples/s3/run.mjs")], {
    cwd: repository,
    environment,
  });
  if (code !== 0) console.error(output);
  expect(code).toBe(0);
  expect(output).toContain("The flow run ended as COMPLETED");
  expect(output).toMatch(/1 changed:\s+~ report\.py/);
});
