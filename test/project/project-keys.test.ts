import { ProjectFile } from "../../sdk/src/project/project-file";
import { checkForms } from "../../sdk/src/project/project-forms";
import { checkKeys } from "../../sdk/src/project/project-keys";

/** What is wrong with a file, and what of it is ignored: place and reason. */
function remarksOn(yaml: string): { faults: string[]; ignored: string[] } {
  const file = new ProjectFile("syntask.yaml", yaml);
  const faults: string[] = [];
  const ignored: string[] = [];
  const fault = (path: (string | number)[], message: string) => void faults.push(`${path.join(".")}: ${message}`);
  checkKeys(file, { slip: fault, ignored: (path, what) => void ignored.push(`${path.join(".")}: ${what}`) });
  checkForms(file.content, fault);
  return { faults, ignored };
}

const faultsOf = (yaml: string): string[] => remarksOn(yaml).faults;
const ignoredIn = (yaml: string): string[] => remarksOn(yaml).ignored;

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
    concurrency_limit: { limit: 1, collision_strategy: ENQUEUE, grace_period_seconds: 600 }
    schedules:
      - cron: "0 6 * * *"
        timezone: UTC
        day_or: true
        active: true
        max_active_runs: 1
        max_scheduled_runs: 1
        catchup: true
      - { interval: 60, anchor_date: 2026-01-01T00:00:00Z }
      - { rrule: FREQ=DAILY }
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
        schedule_after: 60
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
        triggers: [{ expect: [a] }, { type: sequence, within: "60", triggers: [{ expect: [a], match_related: [{ a: b }] }] }]
`;

test("a file with every key that `deploy` reads is fine", () => {
  expect(remarksOn(whole)).toEqual({ faults: [], ignored: [] });
});

test("parts that are null or left out are fine", () => {
  expect(faultsOf("deployments:\nbuild: null\n")).toEqual([]);
  expect(faultsOf("deployments: [{ work_pool: , parameters: , tags: , schedules: , triggers: , pull: }]\n")).toEqual(
    [],
  );
  expect(faultsOf("deployments: [{ triggers: [{ match: , expect: , within: }] }]\n")).toEqual([]);
});

test("a part that is there for its anchors may have any name", () => {
  expect(remarksOn(".common: &x { a: 1 }\ndeployment: { a: { b: &y [] } }\n")).toEqual({ faults: [], ignored: [] });
});

const list = (name: string, noun = name) => `\`${name}\` is not a list; write the ${noun} with \`- \` before each`;
const asDeploy = "is ignored, as `deploy` ignores it";

test.each<[string, string, string]>([
  ["team: sales", "team", `\`team\` ${asDeploy}`],
  ["x: { a: 1 }", "x", `\`x\` ${asDeploy}`],
  ["deployments: [{ environment: prod }]", "deployments.0.environment", `\`environment\` of a deployment ${asDeploy}`],
  [
    "deployments: [{ job_variables: {} }]",
    "deployments.0.job_variables",
    `\`job_variables\` of a deployment ${asDeploy}; it belongs below \`work_pool\``,
  ],
  [
    "deployments: [{ work_pool: { type: process } }]",
    "deployments.0.work_pool.type",
    `\`type\` in \`work_pool\` ${asDeploy}`,
  ],
  [
    "deployments: [{ schedules: [{ cron: a, colour: b }] }]",
    "deployments.0.schedules.0.colour",
    `\`colour\` of a schedule ${asDeploy}`,
  ],
  [
    "deployments: [{ schedules: [{ cron: a, interval: 60 }] }]",
    "deployments.0.schedules.0.interval",
    `\`interval\` beside \`cron\` ${asDeploy}`,
  ],
  ...[
    ["cron: a, rrule: b", "rrule", "cron"],
    ["cron: a, anchor_date: b", "anchor_date", "cron"],
    ["interval: 60, rrule: b", "rrule", "interval"],
    ["interval: 60, day_or: true", "day_or", "interval"],
    ["rrule: a, anchor_date: b", "anchor_date", "rrule"],
    ["rrule: a, day_or: true", "day_or", "rrule"],
  ].map(([given, option, kind]): [string, string, string] => [
    `deployments: [{ schedules: [{ ${given} }] }]`,
    `deployments.0.schedules.0.${option}`,
    `\`${option}\` beside \`${kind}\` ${asDeploy}`,
  ]),
  [
    "deployments: [{ schedules: [{ cron: a, name: b }] }]",
    "deployments.0.schedules.0.name",
    `\`name\` of a schedule ${asDeploy}`,
  ],
  [
    "deployments: [{ tags: etl }]",
    "deployments.0.tags",
    "`tags` is a text and is taken as one tag, where `deploy` makes a tag of each letter; write a list",
  ],
  [
    "deployments: [{ schedule: daily }]",
    "deployments.0.schedule",
    `a \`schedule\` that is no mapping ${asDeploy}; write \`schedules\``,
  ],
  [
    "deployments: [{ triggers: [{ expect: [a], severity: 1 }] }]",
    "deployments.0.triggers.0.severity",
    `\`severity\` in \`triggers\` ${asDeploy}`,
  ],
])("%s is ignored, and said", (yaml, place, what) => {
  expect(remarksOn(yaml)).toEqual({ faults: [], ignored: [`${place}: ${what}`] });
});

test("what is nearly a key that is there is not meant by it", () => {
  expect(remarksOn("deployments: [{ tags: [a], tag: b }]")).toEqual({
    faults: [],
    ignored: [`deployments.0.tag: \`tag\` of a deployment ${asDeploy}`],
  });
});

test("what is empty is as good as left out", () => {
  const parts = "schedules: {}, triggers: {}, pull: {}, build: '', parameters: [], tags: {}";
  expect(remarksOn(`build: {}\ndeployments: [{ ${parts} }]\n`)).toEqual({ faults: [], ignored: [] });
});

test("what a placeholder stands for is not looked at yet", () => {
  const parts = 'paused: "{{ $P }}", tags: "{{ syntask.variables.t }}", concurrency_limit: "{{ $N }}"';
  expect(faultsOf(`deployments: [{ ${parts} }]`)).toEqual([]);
  expect(faultsOf('deployments: [{ tags: "{{ $TAGS }}" }]')).toEqual([`deployments.0.tags: ${list("tags")}`]);
});

test.each<[string, string, string]>([
  ["name: 3", "name", "is the number 3; write it in quotes"],
  ["name: ''", "name", "is empty; write a name"],
  ["version: 1.5", "version", "is the number 1.5; write it in quotes"],
  ["version: [a]", "version", "is no text; write it in quotes"],
  ["description: [a]", "description", "is no text; write it in quotes"],
  ["entrypoint: true", "entrypoint", "is the boolean true; write it in quotes"],
  ["paused: maybe", "paused", 'is "maybe"; write true or false'],
  ["enforce_parameter_schema: maybe", "enforce_parameter_schema", 'is "maybe"; write true or false'],
  ["concurrency_limit: many", "concurrency_limit", 'is "many"; write a whole number'],
  ["concurrency_limit: { limit: many }", "concurrency_limit.limit", 'is "many"; write a whole number'],
  ["work_pool: { name: 3 }", "work_pool.name", "is the number 3; write it in quotes"],
  ["work_pool: { work_queue_name: 3 }", "work_pool.work_queue_name", "is the number 3; write it in quotes"],
  [
    "schedules: [{ interval: '60' }]",
    "schedules.0.interval",
    'is the text "60"; write a number of seconds without quotes',
  ],
  ["schedules: [{ cron: a, active: maybe }]", "schedules.0.active", 'is "maybe"; write true or false'],
  ["schedules: [{ cron: a, max_active_runs: x }]", "schedules.0.max_active_runs", 'is "x"; write a whole number'],
  ["schedules: [], schedule: { cron: a }", "schedule", "stands beside `schedules`; write all schedules in `schedules`"],
  ["triggers: [{ enabled: maybe }]", "triggers.0.enabled", 'is "maybe"; write true or false'],
])("%s, which `deploy` refuses, is refused where it stands", (part, place, reason) => {
  expect(faultsOf(`deployments: [{ ${part} }]`)).toEqual([
    `deployments.0.${place}: \`${place.split(".").at(-1)}\` ${reason}`,
  ]);
});

const mapping = (name: string) => `\`${name}\` is not a mapping; write \`name: value\` pairs`;

test.each([
  ["bild: []", "bild", 'there is no `bild`; did you mean "build"?'],
  ...["build", "push", "pull"].map((section) => [`${section}: { a: b }`, section, list(section, "steps")]),
  ["deployments: { a: b }", "deployments", list("deployments")],
  ["deployments: [a]", "deployments.0", "a deployment is not a mapping; write it as `- name: …`"],
  ...["build", "push", "pull"].map((section) => [
    `deployments: [{ ${section}: { a: b } }]`,
    `deployments.0.${section}`,
    list(section, "steps"),
  ]),
  ...["tags", "schedules", "triggers"].map((name) => [
    `deployments: [{ ${name}: { a: b } }]`,
    `deployments.0.${name}`,
    list(name),
  ]),
  ...["work_pool", "parameters"].map((name) => [
    `deployments: [{ ${name}: [a] }]`,
    `deployments.0.${name}`,
    mapping(name),
  ]),
  [
    "deployments: [{ work_pool: { job_variables: a } }]",
    "deployments.0.work_pool.job_variables",
    mapping("job_variables"),
  ],
  [
    "deployments: [{ schedules: [daily] }]",
    "deployments.0.schedules.0",
    'a schedule is not a mapping; write it as `- cron: "0 6 * * *"`',
  ],
  [
    "deployments: [{ triggers: [late] }]",
    "deployments.0.triggers.0",
    "a trigger is not a mapping; write it as `- type: event`",
  ],
  [
    "deployments: [{ triggers: [{ match_related: [a] }] }]",
    "deployments.0.triggers.0.match_related",
    "`match_related` is a list of what is no mapping; write `- name: value` pairs",
  ],
  [
    "deployments: [{ triggers: [{ schedule_after: PT1H }] }]",
    "deployments.0.triggers.0.schedule_after",
    '`schedule_after` is "PT1H"; write a number of seconds',
  ],
  ...["match", "parameters", "job_variables"].map((name) => [
    `deployments: [{ triggers: [{ ${name}: [a] }] }]`,
    `deployments.0.triggers.0.${name}`,
    mapping(name),
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
])("%s is refused where it stands", (yaml, place, reason) => {
  expect(faultsOf(yaml!)).toEqual([`${place}: ${reason}`]);
});

test.each([
  ["deployments: [{ version_type: git }]", "deployments.0.version_type", "`version_type` of a deployment"],
  ["deployments: [{ sla: {} }]", "deployments.0.sla", "`sla` of a deployment"],
])("%s: what only newer versions of `deploy` read is told of", (yaml, place, what) => {
  expect(ignoredIn(yaml!)).toEqual([
    `${place}: ${what} is ignored: newer versions of \`deploy\` read it, and it is not taken here`,
  ]);
});

test("what belongs to the automation does not belong to a trigger inside another", () => {
  const inner = "deployments: [{ triggers: [{ type: compound, triggers: [{ enabled: true }] }] }]";
  expect(ignoredIn(inner)).toEqual([
    "deployments.0.triggers.0.triggers.0.enabled: `enabled` in `triggers` is ignored, as `deploy` ignores it",
  ]);
});

test.each([
  ["event", "require: any"],
  ["compound", "posture: Reactive"],
  ["sequence", "threshold: 1"],
])("a trigger of type %s has no `%s`", (type, field) => {
  expect(ignoredIn(`deployments: [{ triggers: [{ type: ${type}, ${field} }] }]`)).toHaveLength(1);
});
