import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { serverUrl } from "../support/raw-api";

test("the job variables that are written down are those of the server's job templates", () => {
  const script = join(resolve(__dirname, "../.."), "scripts/generate-job-variables.mjs");
  const { stdout, stderr } = spawnSync(process.execPath, [script, "--check"], {
    env: { ...process.env, SYNTASK_API_URL: serverUrl() },
    encoding: "utf8",
  });
  expect(stderr + stdout).toBe("");
});
