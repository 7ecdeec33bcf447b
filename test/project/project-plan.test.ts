import { dialectOf } from "../../sdk/src/api/dialect";
import { type PlanOptions, planProject } from "../../sdk/src/project/project-plan";
import { entry, ProjectFolder } from "./project-folder";

let project: ProjectFolder;

beforeEach(() => {
  project = new ProjectFolder();
});
afterEach(() => project.remove());

const plan = (yaml: string, options: Partial<PlanOptions> = {}) => {
  project.write(yaml);
  return planProject({
    folder: project.path,
    files: ["syntask.yaml"],
    dialect: dialectOf("syntask"),
    lateOutputs: [],
    otherJobVariables: () => [],
    plainEnvironment: [],
    overridden: () => [],
    isStored: () => false,
    ...options,
  });
};

function faultsOf(yaml: string, options?: Partial<PlanOptions>): string[] {
  try {
    plan(yaml, options);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}

const missingPool = "`work_pool` is missing or has no `name`; write the pool that runs it as `work_pool: { name: … }`";

test("what `deploy` would refuse is one list, each with its line", () => {
  const faults = faultsOf(`deployments:
${entry("a")}    schedules: [{ cron: "0 6 * *" }]
${entry("b")}    concurrency_limit: 0
  - name: c
    entrypoint: etl.py:main
${entry("d")}    parameters: { size: many }
${entry("e")}    schedules: [{ interval: 60, timezone: Europe/Berln }, {}]
  - name: f
    entrypoint: etl.py:mian
    work_pool:
`);
  expect(faults).toEqual([
    'syntask.yaml:5:19: `cron` "0 6 * *" has 4 fields; write five, such as "0 6 * * *" for 6:00 every day',
    "syntask.yaml:9:5: `concurrency_limit` is 0; write a whole number from 1, or leave it out for no limit",
    `syntask.yaml:10:5: ${missingPool}`,
    expect.stringMatching(/^syntask\.yaml:15:19: `size` /),
    expect.stringMatching(/^syntask\.yaml:19:33: `timezone` "Europe\/Berln" is not a known time zone; did you mean/),
    "syntask.yaml:19:59: `schedules` has no kind; write one of `cron`, `interval`, `rrule`",
    "syntask.yaml:21:5: etl.py has no flow 'mian'; did you mean 'main'?",
    `syntask.yaml:22:5: ${missingPool}`,
  ]);
});

test("what the program gives instead need not be right in the file", () => {
  const yaml = `deployments:\n  - { name: a, entrypoint: "etl.py:main", concurrency_limit: 0 }\n`;
  expect(faultsOf(yaml, { overridden: () => ["workPool", "concurrencyLimit"] })).toEqual([]);
});

test("what is not among `only` need not be right", () => {
  const yaml = `deployments:\n${entry("a")}  - { name: b, entrypoint: "etl.py:main", tags: ["{{ $NOT_THERE }}"] }\n`;
  expect(faultsOf(yaml, { only: ["a"] })).toEqual([]);
  expect(faultsOf(yaml)).toHaveLength(2);
});

test("what waits for a variable is not looked at yet", () => {
  const pool = 'work_pool: { name: "{{ syntask.variables.pool }}" }';
  const rest =
    'concurrency_limit: "{{ syntask.variables.most }}", parameters: { size: "{{ syntask.variables.size }}" }';
  expect(faultsOf(`deployments:\n  - { name: a, entrypoint: "etl.py:main", ${pool}, ${rest} }\n`)).toEqual([]);
});

test("all keys of a kind that are ignored are one warning", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const { warnings } = plan(
    `deployments:\n${names.map((name) => `${entry(name, ", type: x")}    owner: me\n`).join("")}`,
  );
  expect(warnings).toEqual([
    "syntask.yaml:5:5, 9:5, 13:5, 17:5, 21:5 and 2 more: `owner` of a deployment is ignored, as `deploy` ignores it",
    "syntask.yaml:4:29, 8:29, 12:29, 16:29, 20:29 and 2 more: `type` in `work_pool` is ignored, as `deploy` ignores it",
  ]);
});

test("variables are known with the places that ask for them", () => {
  const variable = "{{ syntask.variables.team }}";
  const { deployments } = plan(
    `deployments:\n${entry("a")}    tags: ["${variable}"]\n    description: of ${variable}\n`,
  );
  expect(deployments.map(({ variables }) => variables)).toEqual([
    [
      { name: "team", place: "syntask.yaml:5:12" },
      { name: "team", place: "syntask.yaml:6:5" },
    ],
  ]);
});

test("of several kinds in one schedule `deploy` takes the first, and so it is here", () => {
  const { deployments, warnings } = plan(
    `deployments:\n${entry("a")}    schedules: [{ rrule: FREQ=DAILY, interval: 60 }]\n`,
  );
  expect(deployments).toHaveLength(1);
  expect(warnings).toEqual(["syntask.yaml:5:19: `rrule` beside `interval` is ignored, as `deploy` ignores it"]);
});

test("every file that cannot be read is in the list", () => {
  project.write("a: [", "one.yaml");
  expect(faultsOf("b: *missing\n", { files: ["syntask.yaml", "one.yaml", "two.yaml"] })).toEqual([
    "syntask.yaml:1:4: there is no anchor &missing before *missing",
    expect.stringMatching(/^one\.yaml:1:5: /),
    expect.stringMatching(/two\.yaml is not there; `folder` is the folder with two\.yaml$/),
  ]);
});
