import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { type Declared, declare } from "../support/mocks";
import { entry, ProjectFolder } from "./project-folder";

let folder: string;
let project: ProjectFolder;

beforeEach(() => {
  project = new ProjectFolder();
  folder = project.path;
});
afterEach(() => project.remove());

const write = (yaml: string, name?: string) => project.write(yaml, name);

async function deployments(
  args: Partial<syntask.SyntaskProjectArgs> | (() => Partial<syntask.SyntaskProjectArgs>) = {},
): Promise<Record<string, Declared["inputs"]>> {
  const declared = await declare(() => {
    new syntask.SyntaskProject("project", { folder, ...(typeof args === "function" ? args() : args) });
  });
  const made = declared.filter(({ type }) => type === "Deployment");
  return Object.fromEntries(made.map(({ name, inputs }) => [name, inputs]));
}

async function warnings(args: () => Partial<syntask.SyntaskProjectArgs> = () => ({})): Promise<string[]> {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  await deployments(args);
  const lines = warn.mock.calls.map(([line]) => line.replace('SyntaskProject "project": ', ""));
  warn.mockRestore();
  return lines;
}

const storageOf = (steps: object[], jobVariables: Record<string, syntask.Json>): syntask.FlowStorage => ({
  pullSteps: pulumi.output(steps as syntask.PullStep[]),
  jobVariables: pulumi.output(jobVariables) as pulumi.Output<Record<string, syntask.Json>>,
});

test("a deployment of the file becomes a deployment with all that the file says", async () => {
  write(`name: etl
pull:
  - syntask.deployments.steps.set_working_directory: { directory: /srv/etl }
deployments:
  - name: nightly
    version: '2'
    entrypoint: etl.py:main
    description: Every night.
    tags: [nightly, 7]
    parameters: { day: yesterday }
    concurrency_limit: { limit: 3, collision_strategy: CANCEL_NEW }
    enforce_parameter_schema: no
    paused: yes
    schedules:
      - { cron: "0 6 * * *", timezone: Europe/Berlin, active: false, max_active_runs: 2, catchup: true }
      - { interval: 3600, anchor_date: 2026-01-01T00:00:00Z }
      - rrule: '{"rrule": "FREQ=DAILY", "timezone": "Asia/Tokyo"}'
    work_pool:
      name: etl
      work_queue_name: urgent
      job_variables: { image: x, env: { TOKEN: "{{ syntask.blocks.secret.token }}" } }
`);
  expect(await deployments()).toEqual({
    "project-main/nightly": expect.objectContaining({
      name: "nightly",
      flow: "main",
      version: "2",
      entrypoint: "etl.py:main",
      description: "Every night.",
      tags: ["nightly", "7"],
      parameters: { day: "yesterday" },
      parameterOpenApiSchema: expect.objectContaining({ title: "Parameters" }),
      concurrencyLimit: 3,
      collisionStrategy: "CANCEL_NEW",
      enforceParameterSchema: false,
      paused: true,
      schedules: [
        { cron: "0 6 * * *", timezone: "Europe/Berlin", active: false, maxActiveRuns: 2, catchup: true },
        { interval: 3600, anchorDate: "2026-01-01T00:00:00Z" },
        { rrule: "FREQ=DAILY", timezone: "Asia/Tokyo" },
      ],
      workPool: "etl",
      workQueue: "urgent",
      jobVariables: { image: "x", env: { TOKEN: "{{ syntask.blocks.secret.token }}" } },
      pullSteps: [{ "syntask.deployments.steps.set_working_directory": { directory: "/srv/etl" } }],
    }),
  });
});

test("what the file leaves out is empty, so that what leaves the file leaves the server", async () => {
  write(`deployments:\n${entry("nightly")}`);
  const { "project-main/nightly": made } = await deployments();
  expect(made).toMatchObject({
    schedules: [],
    parameters: {},
    tags: [],
    jobVariables: {},
    description: "Moves the data.",
  });
  expect(made!.pullSteps).toEqual([{ "syntask.deployments.steps.set_working_directory": { directory: folder } }]);
});

test("anchors, definitions and merge keys", async () => {
  write(`definitions:
  work_pools:
    etl: &etl { name: etl, job_variables: { image: "a:1" } }
  schedules: &daily [{ cron: "0 6 * * *" }]
.common: &common { version: "1", tags: [common] }
deployments:
  - { <<: *common, name: a, entrypoint: "etl.py:main", schedules: *daily, work_pool: *etl }
  - { <<: *common, name: b, entrypoint: "etl.py:main", tags: [own], work_pool: { <<: *etl, work_queue_name: urgent } }
`);
  expect(await deployments()).toMatchObject({
    "project-main/a": { version: "1", tags: ["common"], schedules: [{ cron: "0 6 * * *" }], workPool: "etl" },
    "project-main/b": { tags: ["own"], workQueue: "urgent", jobVariables: { image: "a:1" } },
  });
});

test("a flow is named by the code, whatever `flow_name` says, and by `flow_name` where the code does not tell", async () => {
  write("from flows import *\n", "star.py");
  write(`deployments:
  - { name: a, entrypoint: "etl.py:report", flow_name: other, work_pool: { name: etl } }
  - { name: b, entrypoint: "star.py:main", flow_name: My flow, work_pool: { name: etl } }
`);
  expect(Object.keys(await deployments()).sort()).toEqual(["project-My flow/b", "project-Report/a"]);
  expect(await warnings()).toEqual([
    'syntask.yaml:2:16: `flow_name` "other" is not the flow\'s name; "Report" of etl.py:report is taken',
  ]);
});

test("several files, a filter and overrides by name", async () => {
  write(`deployments:\n${entry("nightly")}${entry("weekly")}`);
  write(`deployments:\n${entry("team")}${entry("nightly-2", ", job_variables: { image: a, cpu: 1 }")}`, "team.yaml");
  const made = await deployments({
    files: ["syntask.yaml", "team.yaml"],
    only: ["nightly*", "main/team"],
    overrides: { "*": { tags: ["pulumi"] }, "main/nightly-2": { jobVariables: { cpu: 2 }, paused: true } },
  });
  expect(Object.keys(made).sort()).toEqual(["project-main/nightly", "project-main/nightly-2", "project-main/team"]);
  expect(made["project-main/nightly"]).toMatchObject({ tags: ["pulumi"] });
  expect(made["project-main/nightly-2"]).toMatchObject({
    tags: ["pulumi"],
    paused: true,
    jobVariables: { image: "a", cpu: 2 },
  });
});

describe("placeholders", () => {
  test("of the environment and of the program's variables are filled in, but not in pull steps", async () => {
    process.env.ETL_POOL = "pool-of-env";
    write(`pull:
  - syntask.deployments.steps.git_clone: { repository: "{{ $ETL_POOL }}", branch: "{{ syntask.variables.branch }}" }
deployments:
  - name: "on-{{ $ETL_POOL }}"
    entrypoint: etl.py:main
    parameters: { size: "{{ syntask.variables.size }}", day: "a-{{ syntask.variables.day }}" }
    work_pool: { name: "{{ $ETL_POOL }}" }
`);
    const made = await deployments({ variables: { size: 5, day: pulumi.output("monday") } });
    delete process.env.ETL_POOL;
    expect(made["project-main/on-pool-of-env"]).toMatchObject({
      workPool: "pool-of-env",
      parameters: { size: 5, day: "a-monday" },
      pullSteps: [
        {
          "syntask.deployments.steps.git_clone": {
            repository: "{{ $ETL_POOL }}",
            branch: "{{ syntask.variables.branch }}",
          },
        },
      ],
    });
  });

  test("of steps are filled in with what the steps' arguments tell, or the program", async () => {
    write(`build:
  - syntask_docker.deployments.steps.build_docker_image: { id: build_image, image_name: registry/etl, tag: "1" }
  - my.own.step: { id: own }
push:
  - syntask_aws.deployments.steps.push_to_s3: { id: push_code, bucket: flows, folder: etl }
pull:
  - syntask_aws.deployments.steps.pull_from_s3:
      id: pull_code
      bucket: "{{ push_code.bucket }}"
      folder: "{{ push_code.folder }}"
  - syntask.deployments.steps.pip_install_requirements: { directory: "{{ pull_code.directory }}" }
deployments:
${entry("nightly", ', job_variables: { image: "{{ build_image.image }}", note: "v{{ own.version }}", size: "{{ own.size }}" }')}`);
    const made = await deployments({ stepOutputs: { own: pulumi.output({ version: "2", size: 4 }) } });
    expect(made["project-main/nightly"]).toMatchObject({
      jobVariables: { image: "registry/etl:1", note: "v2", size: 4 },
      pullSteps: [
        { "syntask_aws.deployments.steps.pull_from_s3": { id: "pull_code", bucket: "flows", folder: "etl" } },
        { "syntask.deployments.steps.pip_install_requirements": { directory: "{{ pull_code.directory }}" } },
      ],
    });
  });
});

describe("a trigger", () => {
  const automations = async (): Promise<Declared[]> => {
    const declared = await declare(
      () => new syntask.SyntaskProject("project", { folder, variables: { team: "sales" } }),
    );
    return declared.filter(({ type }) => type === "Automation");
  };

  test("becomes an automation that runs the deployment, with what `deploy` takes for granted", async () => {
    process.env.TRIGGER_REGION = "eu";
    write(`deployments:
${entry("nightly")}    triggers:
      - expect: [syntask.flow-run.Completed]
        match_related: { syntask.resource.name: "{{ $TRIGGER_REGION }}-{{ syntask.variables.team }}" }
        parameters: { day: "{{ event.occurred }}" }
        job_variables: { token: "{{ syntask.blocks.secret.token }}" }
      - name: silence
        description: Nothing came.
        enabled: no
        posture: Proactive
        expect: [data.arrived]
      - type: compound
        require: all
        triggers: [{ expect: [a] }, { type: sequence, triggers: [{ expect: [b], for_each: [syntask.resource.id] }] }]
`);
    const made = await automations();
    delete process.env.TRIGGER_REGION;
    expect(
      Object.fromEntries(
        made.map(({ name, inputs: { trigger, actions, description, enabled } }) => [
          name,
          { trigger, actions, description, enabled },
        ]),
      ),
    ).toEqual(
      Object.fromEntries([
        [
          "project-nightly__automation_1",
          {
            trigger: {
              type: "event",
              posture: "Reactive",
              expect: ["syntask.flow-run.Completed"],
              matchRelated: { "syntask.resource.name": "eu-sales" },
            },
            actions: [
              {
                type: "run-deployment",
                deployment: "project-main/nightly-id",
                parameters: { day: "{{ event.occurred }}" },
                jobVariables: { token: "{{ syntask.blocks.secret.token }}" },
              },
            ],
            description: "",
            enabled: true,
          },
        ],
        [
          "project-silence",
          {
            trigger: { type: "event", posture: "Proactive", within: 10, expect: ["data.arrived"] },
            actions: [{ type: "run-deployment", deployment: "project-main/nightly-id" }],
            description: "Nothing came.",
            enabled: false,
          },
        ],
        [
          "project-nightly__automation_3",
          {
            trigger: {
              type: "compound",
              require: "all",
              triggers: [
                { type: "event", posture: "Reactive", expect: ["a"] },
                {
                  type: "sequence",
                  triggers: [{ type: "event", posture: "Reactive", expect: ["b"], forEach: ["syntask.resource.id"] }],
                },
              ],
            },
            actions: [{ type: "run-deployment", deployment: "project-main/nightly-id" }],
            description: "",
            enabled: true,
          },
        ],
      ]),
    );
  });
});

describe("a storage", () => {
  const project = `build:
  - syntask_docker.deployments.steps.build_docker_image: { id: build_image, image_name: registry/etl }
push:
  - syntask_aws.deployments.steps.push_to_s3: { id: push_code, bucket: flows, folder: etl }
pull:
  - syntask_aws.deployments.steps.pull_from_s3: { id: pull_code, bucket: "{{ push_code.bucket }}", folder: "{{ push_code.folder }}" }
  - syntask.deployments.steps.pip_install_requirements: { directory: "{{ pull_code.directory }}" }
deployments:
${entry("nightly", ', job_variables: { image: "{{ build_image.image }}", cpu: 1 }')}`;

  test("takes the place of the steps that fetch the code, and of the image that is built", async () => {
    write(project);
    const storage = storageOf([{ "a.pull": { bucket: "own/" } }], { image: "registry/own@sha256:1" });
    expect((await deployments({ storage }))["project-main/nightly"]).toMatchObject({
      jobVariables: { image: "registry/own@sha256:1", cpu: 1 },
      pullSteps: [
        { "a.pull": { id: "pull_code", bucket: "own/" } },
        { "syntask.deployments.steps.pip_install_requirements": { directory: "{{ pull_code.directory }}" } },
      ],
    });
    expect(await warnings(() => ({ storage }))).toEqual([]);
  });

  test("without which build and push are not run is missed in a warning", async () => {
    write(project.replace("image_name: registry/etl", "image_name: registry/etl, tag: a"));
    expect(await warnings()).toEqual([
      "syntask.yaml: the steps build_docker_image, push_to_s3 are not run; give `storage` to have the code or the image stored",
    ]);
  });
});

test("mistakes of the guide's recipe for Google Cloud are mended and named", async () => {
  write(`push:
  - syntask_gcp.deployment.steps.push_to_gcs: { id: push_code, bucket: flows, folder: etl }
pull:
  - syntask_gcp.deployment.steps.pull_from_gcs: { id: pull_code, bucket: "{{ push_code.bucket }}", folder: "{{ pull_code.folder }}" }
deployments:
${entry("nightly")}`);
  expect((await deployments())["project-main/nightly"]!.pullSteps).toEqual([
    { "syntask_gcp.deployments.steps.pull_from_gcs": { id: "pull_code", bucket: "flows", folder: "etl" } },
  ]);
  expect(await warnings()).toEqual([
    expect.stringContaining("push_to_gcs are not run"),
    "syntask.yaml:3:1: no package has syntask_gcp.deployment.steps.pull_from_gcs; syntask_gcp.deployments.steps.pull_from_gcs is taken",
    'syntask.yaml:3:1: step syntask_gcp.deployments.steps.pull_from_gcs refers to its own output with {{ pull_code.folder }}, which a worker does not know yet; the push step\'s "etl" is taken',
  ]);
});

test("a deployment is found by its name", async () => {
  write(`deployments:\n${entry("nightly")}`);
  await declare(() => {
    const project = new syntask.SyntaskProject("project", { folder });
    expect(project.deployment("nightly")).toBe(project.deployments["main/nightly"]);
    expect(project.deployment("main/nightly")).toBe(project.deployments["main/nightly"]);
    expect(() => project.deployment("nightli")).toThrow(
      '`deployment` names "nightli", but the project has no such deployment; did you mean "nightly"?',
    );
  });
});
