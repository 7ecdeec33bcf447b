import { join, resolve } from "node:path";
import { run } from "../support/stack";

const repository = resolve(__dirname, "../..");

test.each(["s3", "gcs", "azure"])(
  "the one command of examples/%s runs its flow from the emulator and previews one edited file",
  async (name) => {
    const environment = { ...process.env, SYNTASK_API_URL: "", NO_COLOR: "1" };
    const { code, output } = await run("node", [join(repository, "examples", name, "run.mjs")], {
      cwd: repository,
      environment,
    });
    if (code !== 0) console.error(output);
    expect(code).toBe(0);
    expect(output).toContain("The flow run ended as COMPLETED");
    expect(output).toMatch(/1 changed:\s+~ report\.py/);
  },
);
