import { ProjectFile } from "../../sdk/src/project/project-file";
import { checkKeys } from "../../sdk/src/project/project-keys";

/** What is wrong with a file: place and reason. */
function faultsOf(yaml: string): string[] {
  const file = new ProjectFile("syntask.yaml", yaml);
  const faults: string[] = [];
  checkKeys(file, (path, message) => faults.push(`${path.join(".")}: ${message}`));
  return faults;
}

/** Every key that `deploy` reads, once. */
const whole = `
name: etl
description: Moves the data.
syntask-version: 3.0.8
prefect-version: 3.0.8
required_inputs: {}
definitions: { tags: [a] }
build: [{ a.b: {} }]
push: [{ a.b: {} }]
pull: [{ a.b: {} }]
deployments:
  - name: nightly
    version: "1"
    tags: [a]
    description: Every night.
    flow_name: main
    entrypoint: etl.py:main
    parameters: { day: monday }
    enforce_parameter_schema: true
    paused: false
    concurrency_limit: { limit: 1, collision_strategy: ENQUEUE }
    schedule:
      cron: "0 6 * * *"
      interval: 60
      rrule: FREQ=DAILY
      anchor_date: 2026-01-01T00:00:00Z
      timezone: UTC
      day_or: true
      active: true
      max_active_runs: 1
      max_scheduled_runs: 1
      catchup: true
    schedules: [{ cron: "0 6 * * *" }]
    work_pool: { name: etl, work_queue_name: urgent, job_variables: { image: a } }
    build: [{ a.b: {} }]
    push: [{ a.b: {} }]
    pull: [{ a.b: {} }]
    triggers:
      - type: event
        name: late
        description: It is late.
        enabled: true
        parameters: {}
        job_variables: {}
        posture: Proactive
        expect: [a]
        match: {}
        match_related: {}
        after: [b]
        for_each: [c]
        threshold: 1
        within: 60
      - type: compound
        require: any
        within: 60
        triggers: [{ expect: [a] }, { type: sequence, within: 60, triggers: [{ expect: [a] }] }]
`;

test("a file with every key that `deploy` reads is fine", () => {
  expect(faultsOf(whole)).toEqual([]);
});

test("parts that are null or left out are fine", () => {
  expect(faultsOf("deployments:\nbuild: null\n")).toEqual([]);
  expect(faultsOf("deployments: [{ work_pool: , parameters: , tags: , schedules: , triggers: , pull: }]\n")).toEqual(
    [],
  );
  expect(faultsOf("deployments: [{ triggers: [{ match: , expect: , within: }] }]\n")).toEqual([]);
});

test("a part for anchors may have any name that is not nearly one of ours", () => {
  expect(faultsOf(".common: { a: 1 }\nx-team: { a: 1 }\n")).toEqual([]);
  expect(faultsOf("xyzzy: sales\n")).toEqual(["xyzzy: there is no `xyzzy`"]);
  expect(faultsOf("bild: { a: 1 }\n")).toEqual(['bild: there is no `bild`; did you mean "build"?']);
});

const list = (noun: string) => `is not a list; write the ${noun} with \`- \` before each`;
const mapping = "is not a mapping; write `name: value` pairs";

test.each([
  ...["build", "push", "pull"].map((section) => [`${section}: {}`, section, list("steps")]),
  ["deployments: {}", "deployments", list("deployments")],
  ["deployments: [a]", "deployments.0", "is not a mapping; write a deployment as `- name: …`"],
  ...["build", "push", "pull"].map((section) => [
    `deployments: [{ ${section}: {} }]`,
    `deployments.0.${section}`,
    list("steps"),
  ]),
  ...["tags", "schedules", "triggers"].map((name) => [
    `deployments: [{ ${name}: {} }]`,
    `deployments.0.${name}`,
    list(name),
  ]),
  ...["work_pool", "parameters"].map((name) => [`deployments: [{ ${name}: [] }]`, `deployments.0.${name}`, mapping]),
  ["deployments: [{ work_pool: { job_variables: a } }]", "deployments.0.work_pool.job_variables", mapping],
  [
    "deployments: [{ schedules: [daily] }]",
    "deployments.0.schedules.0",
    'is not a mapping; write a schedule as `- cron: "0 6 * * *"`',
  ],
  [
    "deployments: [{ triggers: [late] }]",
    "deployments.0.triggers.0",
    "is not a mapping; write a trigger as `- type: event`",
  ],
  ...["match", "match_related", "parameters", "job_variables"].map((name) => [
    `deployments: [{ triggers: [{ ${name}: [] }] }]`,
    `deployments.0.triggers.0.${name}`,
    mapping,
  ]),
  ...["expect", "after", "for_each"].map((name) => [
    `deployments: [{ triggers: [{ ${name}: a }] }]`,
    `deployments.0.triggers.0.${name}`,
    list(name),
  ]),
  [
    "deployments: [{ triggers: [{ type: compound, triggers: a }] }]",
    "deployments.0.triggers.0.triggers",
    list("triggers"),
  ],
  [
    "deployments: [{ concurrency_limit: { limits: 1 } }]",
    "deployments.0.concurrency_limit.limits",
    'there is no `limits`; did you mean "limit"?',
  ],
  [
    "deployments: [{ schedule: { crons: a } }]",
    "deployments.0.schedule.crons",
    'there is no `crons`; did you mean "cron"?',
  ],
  [
    "deployments: [{ work_pool: { zzz: a } }]",
    "deployments.0.work_pool.zzz",
    "there is no `zzz`; known are name, work_queue_name, job_variables",
  ],
])("%s is refused where it stands", (yaml, place, reason) => {
  expect(faultsOf(yaml!)).toEqual([`${place}: ${reason}`]);
});

test("what belongs to the automation does not belong to a trigger inside another", () => {
  const inner = "deployments: [{ triggers: [{ type: compound, triggers: [{ enabled: true }] }] }]";
  expect(faultsOf(inner)).toEqual([
    expect.stringMatching(/^deployments\.0\.triggers\.0\.triggers\.0\.enabled: there is no `enabled`/),
  ]);
});

test.each([
  ["event", "require: any"],
  ["compound", "posture: Reactive"],
  ["sequence", "threshold: 1"],
])("a trigger of type %s has no `%s`", (type, field) => {
  expect(faultsOf(`deployments: [{ triggers: [{ type: ${type}, ${field} }] }]`)).toHaveLength(1);
});
