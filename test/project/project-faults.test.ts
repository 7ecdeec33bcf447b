import * as syntask from "pulumi-syntask";
import { declare } from "../support/mocks";
import { entry, ProjectFolder } from "./project-folder";

let project: ProjectFolder;

beforeEach(() => {
  project = new ProjectFolder();
});
afterEach(() => project.remove());

const failure = (args: Partial<syntask.SyntaskProjectArgs> = {}): Promise<string> =>
  new Promise((resolve) => {
    declare(() => {
      try {
        new syntask.SyntaskProject("project", { folder: project.path, ...args });
        resolve("it succeeded");
      } catch (error) {
        resolve((error as Error).message.replaceAll('SyntaskProject "project": ', ""));
      }
    });
  });

describe("bad input names file, line and column:", () => {
  test.each([
    ["what is not YAML", "deployments: [\n", /^syntask\.yaml:\d+:\d+: /],
    [
      "what is no mapping",
      "- a\n",
      "syntask.yaml:1:1: the file is not a mapping; write `deployments:` with a list below it",
    ],
    [
      "an unknown key",
      "deployment:\n  - name: a\n",
      'syntask.yaml:1:1: there is no `deployment`; did you mean "deployments"?',
    ],
    [
      "an unknown key of a deployment",
      `deployments:\n${entry("a")}    parameter: {}\n`,
      'syntask.yaml:5:5: there is no `parameter`; did you mean "parameters"?',
    ],
    [
      "an unknown key of a work pool",
      `deployments:\n${entry("a", ", job_variable: {}")}`,
      'syntask.yaml:4:29: there is no `job_variable`; did you mean "job_variables"?',
    ],
    [
      "an unknown key of a schedule",
      `deployments:\n${entry("a")}    schedules:\n      - { cron: "* * * * *", time_zone: UTC }\n`,
      'syntask.yaml:6:30: there is no `time_zone`; did you mean "timezone"?',
    ],
    [
      "a schedule that is no list",
      `deployments:\n${entry("a")}    schedules: { cron: "* * * * *" }\n`,
      "syntask.yaml:5:5: `schedules` is not a list; write the schedules with `- ` before each",
    ],
    [
      "two deployments of one name",
      `deployments:\n${entry("a")}${entry("a")}`,
      'syntask.yaml:5:5: deployment "main/a" is there already, at syntask.yaml:2:5; rename one of them',
    ],
    [
      "an unknown key of a trigger",
      `deployments:\n${entry("a")}    triggers:\n      - { expects: [x] }\n`,
      'syntask.yaml:6:11: there is no `expects`; did you mean "expect"?',
    ],
    [
      "a trigger that no server here runs",
      `deployments:\n${entry("a")}    triggers:\n      - { type: metric }\n`,
      'syntask.yaml:6:11: "metric" is no trigger that runs here; write one of event, compound, sequence',
    ],
    [
      "a trigger of a kind that only objects have",
      `deployments:\n${entry("a")}    triggers:\n      - { type: constructor }\n`,
      'syntask.yaml:6:11: "constructor" is no trigger that runs here; write one of event, compound, sequence',
    ],
    [
      "a trigger's time that is no number",
      `deployments:\n${entry("a")}    triggers:\n      - { within: PT1H }\n`,
      'syntask.yaml:6:11: `within` is "PT1H"; write a number of seconds',
    ],
    [
      "a trigger's posture that there is not",
      `deployments:\n${entry("a")}    triggers:\n      - { expect: [x], posture: reactive }\n`,
      'syntask.yaml:6:24: `posture` is "reactive"; write "Reactive" or "Proactive"',
    ],
    [
      "a threshold inside a trigger of several",
      `deployments:\n${entry("a")}    triggers:\n      - type: compound\n        require: 3\n        triggers: [{ expect: [x] }, { expect: [y], threshold: 0 }]\n`,
      'syntask.yaml:7:9: `require` is 3; write "any", "all" or 1 to 2\nsyntask.yaml:8:52: `threshold` is 0; write a whole number from 1',
    ],
    [
      "a trigger that waits too short",
      `deployments:\n${entry("a")}    triggers:\n      - { expect: [x], posture: Proactive, within: 5 }\n`,
      "syntask.yaml:6:44: `within` is 5; a Proactive trigger needs at least 10 seconds",
    ],
    [
      "a trigger that fires on itself",
      `deployments:\n${entry("a")}    triggers:\n      - { posture: Reactive }\n`,
      "syntask.yaml:6:9: the trigger fires on the event of its own firing, without end; write the `expect` that it waits for, or a `match`",
    ],
    [
      "two triggers of one name",
      `deployments:\n${entry("a")}    triggers: [{ name: late }]\n${entry("b")}    triggers: [{ name: late }]\n`,
      'syntask.yaml:6:5: a trigger "late" is there already, at syntask.yaml:2:5; give one of them a `name`',
    ],
    [
      "no entrypoint",
      "deployments:\n  - name: a\n",
      'syntask.yaml:2:5: deployment "a" has no `entrypoint`; write path/to/file.py:function',
    ],
    [
      "a wrong entrypoint",
      "deployments:\n  - name: a\n    entrypoint: etl.py:mian\n",
      "syntask.yaml:3:5: etl.py has no flow 'mian'; did you mean 'main'?",
    ],
    [
      "a missing environment variable",
      `deployments:\n${entry("a", ', job_variables: { image: "{{ $NOT_THERE }}" }')}`,
      "syntask.yaml:4:46: {{ $NOT_THERE }} is not set in the environment",
    ],
    [
      "an output of no step",
      `deployments:\n${entry("a", ', job_variables: { image: "{{ build_image.image }}" }')}`,
      'syntask.yaml:4:46: {{ build_image.image }} cannot be resolved; give `storage`, or `stepOutputs: { "build_image": … }`',
    ],
    [
      "an output of no step in a pull step",
      `pull:\n  - a.b: { bucket: "{{ push_code.bucket }}" }\ndeployments:\n${entry("a")}`,
      'syntask.yaml:2:5: {{ push_code.bucket }} cannot be resolved; give `storage`, or `stepOutputs: { "push_code": { … } }`',
    ],
    [
      "a block outside job variables",
      `deployments:\n${entry("a")}    parameters: { token: "{{ syntask.blocks.secret.token }}" }\n`,
      "syntask.yaml:5:19: {{ syntask.blocks.secret.token }} is a block, whose content would stand there in clear; blocks belong in job variables and pull steps",
    ],
    [
      "a block in other text",
      `deployments:\n${entry("a", ', job_variables: { image: "a{{ syntask.blocks.secret.token }}" }')}`,
      "syntask.yaml:4:46: {{ syntask.blocks.secret.token }} is inside other text; a block placeholder has to be the whole value",
    ],
    [
      "a placeholder of the other dialect",
      `deployments:\n${entry("a")}    tags: ["{{ prefect.variables.team }}"]\n`,
      "syntask.yaml:5:12: {{ prefect.variables.team }} is a placeholder of the dialect prefect; write {{ syntask.variables.team }}",
    ],
  ])("%s", async (_, yaml, message) => {
    project.write(yaml);
    expect(await failure()).toMatch(message);
  });

  test("a trigger that waits for a variable is not looked at before that is known", async () => {
    const threshold = '"{{ syntask.variables.threshold }}"';
    project.write(
      `deployments:\n${entry("a")}    triggers:\n      - { expect: [x], posture: reactive, threshold: ${threshold} }\n`,
    );
    expect(await failure({ variables: { threshold: 2 } })).toBe("it succeeded");
  });

  test("every fault has its line", async () => {
    project.write(`deployments:\n${entry("a")}    tag: []\n${entry("b")}    parameter: {}\n`);
    expect((await failure()).split("\n")).toHaveLength(2);
  });

  test.each([
    [{ only: ["nightli"] }, '`only` names "nightli", but the project has no such deployment; did you mean "nightly"?'],
    [
      { overrides: { "main/nightli": {} } },
      '`overrides` names "main/nightli", but the project has no such deployment; did you mean "main/nightly"?',
    ],
    [{ files: ["other.yaml"] }, /other\.yaml is not there; `folder` is the folder with other\.yaml$/],
  ])("%j", async (args, message) => {
    project.write(`deployments:\n${entry("nightly")}`);
    expect(await failure(args)).toMatch(message);
  });

  test("a project file of the other dialect names the setting that is missing", async () => {
    project.write(`deployments:\n${entry("nightly")}`, "prefect.yaml");
    expect(await failure()).toBe(
      `${project.path} has prefect.yaml and no syntask.yaml; run \`pulumi config set syntask:dialect prefect\``,
    );
  });
});
