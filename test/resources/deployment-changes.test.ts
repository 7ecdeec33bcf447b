import { deploymentChanges } from "../../sdk/src/resources/deployment-changes";
import type { DeploymentInputs } from "../../sdk/src/resources/deployment-fields";
import type { ScheduleInput } from "../../sdk/src/resources/schedule";

const inputs: DeploymentInputs = { name: "nightly", flow: "etl", entrypoint: "etl.py:main" };
const six: ScheduleInput = { cron: "0 6 * * *", timezone: "Europe/Berlin" };

describe("schedules that change are named in one line", () => {
  test.each<[string, ScheduleInput[], ScheduleInput[], string]>([
    ["other times", [six], [{ ...six, cron: "0 7 * * *" }], "0 6 * * * → 0 7 * * *"],
    ["another interval", [{ interval: 60 }], [{ interval: 90 }], "every 60 s → every 90 s"],
    ["another rule", [{ rrule: "FREQ=DAILY" }], [{ rrule: "FREQ=WEEKLY" }], "FREQ=DAILY → FREQ=WEEKLY"],
    ["a pause", [six], [{ ...six, active: false }], "0 6 * * * with active true → false"],
    [
      "two options",
      [six],
      [{ ...six, timezone: "UTC", maxActiveRuns: 1 }],
      "0 6 * * * with timezone Europe/Berlin → UTC and maxActiveRuns none → 1",
    ],
    ["times and an option", [six], [{ cron: "0 7 * * *" }], "0 6 * * * → 0 7 * * * with timezone Europe/Berlin → UTC"],
    ["a new one", [six], [six, { interval: 60 }], "+ every 60 s"],
    ["one that is gone", [six, { interval: 60 }], [six], "- every 60 s"],
    ["another kind", [six], [{ interval: 60 }], "+ every 60 s, - 0 6 * * *"],
    [
      "more than three",
      [],
      [1, 2, 3, 4, 5].map((interval) => ({ interval })),
      "+ every 1 s, + every 2 s, + every 3 s and 2 more",
    ],
  ])("%s", (_, before, after, text) => {
    const lines = deploymentChanges({ ...inputs, schedules: before }, { ...inputs, schedules: after }, ["schedules"]);
    expect(lines).toEqual([`changes schedules: ${text}`]);
  });

  test("and a schedule of before that is left to the server by now is nothing", () => {
    expect(deploymentChanges({ ...inputs, schedules: [six] }, inputs, ["tags"])).toEqual([]);
  });
});

test("an image that changes is named by the beginnings of its digests", () => {
  const withImage = (image?: string) => ({ ...inputs, jobVariables: { image, env: {} } }) as DeploymentInputs;
  const [one, other] = ["a", "b"].map((digit) => `registry.example.com/flows@sha256:${digit.repeat(64)}`);
  expect(deploymentChanges(withImage(one), withImage(other), ["jobVariables"])).toEqual([
    "changes image: registry.example.com/flows@sha256:aaaaaaaaaaaa… → registry.example.com/flows@sha256:bbbbbbbbbbbb…",
  ]);
  expect(deploymentChanges(withImage(), withImage("flows:1"), ["jobVariables"])).toEqual([
    "changes image: none → flows:1",
  ]);
  expect(deploymentChanges(withImage(one), withImage(one), ["jobVariables"])).toEqual([]);
});

describe("the schema of parameters, whose lines a detailed preview hides, is named by the parameters that change", () => {
  const withSchema = (properties: object, title = "Parameters") =>
    ({ ...inputs, parameterOpenApiSchema: { title, properties } }) as DeploymentInputs;
  const changesOf = (before: DeploymentInputs, after: DeploymentInputs) =>
    deploymentChanges(before, after, ["parameterOpenApiSchema"]);
  const text = { type: "string" };

  test("each with how", () => {
    const before = withSchema({ day: text, old: text, same: text });
    const after = withSchema({ day: { ...text, default: "today" }, same: text, size: text });
    expect(changesOf(before, after)).toEqual(["changes schema of parameters: ~ day, - old, + size"]);
  });

  test("five at most", () => {
    const after = withSchema(Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((name) => [name, text])));
    expect(changesOf(inputs, after)).toEqual(["changes schema of parameters: + a, + b, + c, + d, + e and 1 more"]);
  });

  test("or as such, where no parameter does", () => {
    expect(changesOf(withSchema({ day: text }), withSchema({ day: text }, "Values"))).toEqual([
      "changes schema of parameters",
    ]);
  });
});

describe("what becomes of the runs of a deployment that is replaced is told", () => {
  const runs = "its scheduled runs are deleted, and all others stay with the flow";

  test.each<[string, Partial<DeploymentInputs>]>([
    ["another name", { name: "weekly" }],
    ["another flow", { flow: "elt" }],
  ])("by the old name, for %s", (_, change) => {
    const lines = deploymentChanges(inputs, { ...inputs, ...change }, Object.keys(change));
    expect(lines).toEqual([`takes the place of "etl/nightly": ${runs}`]);
  });

  test("where what the server cannot clear is cleared", () => {
    const before = { ...inputs, workPool: "etl" };
    expect(deploymentChanges(before, inputs, ["workPool"])).toEqual([`takes the place of the old one: ${runs}`]);
  });
});
