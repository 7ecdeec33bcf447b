import * as syntask from "pulumi-syntask";
import { declare } from "../support/mocks";
import { entry, ProjectFolder } from "./project-folder";

let project: ProjectFolder;

beforeEach(() => {
  project = new ProjectFolder();
});
afterEach(() => project.remove());

describe("values of the environment", () => {
  beforeEach(() => {
    process.env.DB_PASSWORD = "hush-hush";
    process.env.STAGE = "test";
  });
  afterEach(() => {
    delete process.env.DB_PASSWORD;
    delete process.env.STAGE;
  });

  const made = async (args: object = {}) =>
    (await declare(() => new syntask.SyntaskProject("project", { folder: project.path, ...args }))).filter(
      ({ type }) => type !== "syntask:index:SyntaskProject",
    );

  test("are secrets, in the inputs that they stand in and in no others", async () => {
    project.write(`deployments:
${entry("nightly", ', job_variables: { env: { DB: "{{ $DB_PASSWORD }}" } }')}    tags: ["{{ $STAGE }}"]
    parameters: { day: monday }
    triggers:
      - { type: event, expect: [a], name: t, parameters: { password: "p-{{ $DB_PASSWORD }}" } }
`);
    const [deployment, automation] = await made();
    expect(deployment!.secrets.sort()).toEqual(["jobVariables", "tags"]);
    expect(deployment!.inputs).toMatchObject({ tags: ["test"], jobVariables: { env: { DB: "hush-hush" } } });
    expect(automation!.inputs.actions[0].parameters).toEqual({ password: "p-hush-hush" });
    expect(automation!.text).not.toContain("hush-hush");
  });

  test("are secrets where a build or push step hands them on", async () => {
    project.write(`push:
  - syntask_aws.deployments.steps.push_to_s3: { id: push, bucket: "{{ $DB_PASSWORD }}", folder: etl }
pull:
  - syntask_aws.deployments.steps.pull_from_s3: { bucket: "{{ push.bucket }}", folder: "{{ push.folder }}" }
deployments:
${entry("nightly", ', job_variables: { bucket: "{{ push.bucket }}" }')}`);
    const [deployment] = await made();
    expect(deployment!.secrets.sort()).toEqual(["jobVariables", "pullSteps"]);
    expect(deployment!.inputs.jobVariables).toEqual({ bucket: "hush-hush" });
  });

  test("are plain where the program says so", async () => {
    project.write(`deployments:
${entry("nightly", ', job_variables: { stage: "{{ $STAGE }}", db: "{{ $DB_PASSWORD }}" }')}    tags: ["{{ $STAGE }}"]
`);
    const [plain] = await made({ plainEnvironment: ["STAGE"] });
    expect(plain!.secrets).toEqual(["jobVariables"]);
    const [all] = await made({ plainEnvironment: ["STAGE", "DB_PASSWORD"] });
    expect(all!.secrets).toEqual([]);
  });
});
