import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsConfig, createAdministrator } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { installDouble } from "../../emulators/providers/install";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { runDeployments } from "../support/worker";

const name = unique("review");
let moto: Moto;
let project: string;
let stack: Stack;

const flows = `from prefect import flow


@flow
def load(day: str = "today"):
    print(day)


@flow
def report():
    pass
`;

/** As the guide's S3 recipe has it. */
const file = `name: review
build: null
push:
- prefect_aws.deployments.steps.push_to_s3:
    id: push_code
    bucket: guide-bucket
    folder: review
pull:
- prefect_aws.deployments.steps.pull_from_s3:
    id: pull_code
    bucket: "{{ push_code.bucket }}"
    folder: "{{ push_code.folder }}"
deployments:
- name: nightly
  entrypoint: flows.py:load
  parameters: { day: yesterday }
  schedules:
  - cron: "0 6 * * *"
    timezone: Europe/Berlin
  work_pool: { name: ${name} }
- name: weekly
  entrypoint: flows.py:report
  triggers:
  - expect: [prefect.flow-run.Failed]
  work_pool: { name: ${name} }
`;

const program = () => `
const { S3FlowStorage } = require("pulumi-syntask/aws");
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const storage = new S3FlowStorage("${name}", { source: ${JSON.stringify(project)}, folder: "review" });
const project = new syntask.SyntaskProject("etl", { folder: ${JSON.stringify(project)}, storage }, { dependsOn: workPool });
exports.ids = Object.values(project.deployments).map(({ id }) => id);
`;

const write = (path: string, content: string) => writeFile(join(project, path), content);

async function edit(path: string, before: string, after: string): Promise<void> {
  const text = await readFile(join(project, path), "utf8");
  expect(text).toContain(before);
  await write(path, text.replace(before, after));
}

beforeAll(async () => {
  moto = await Moto.start();
  const administrator = await createAdministrator(moto);
  project = await mkdtemp(join(tmpdir(), "pulumi-syntask-review-"));
  await write("flows.py", flows);
  await write("prefect.yaml", file);
  await write(".syntaskignore", "prefect.yaml\n.syntaskignore\n");
  stack = await Stack.create({
    program: program(),
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...awsConfig(moto.url, administrator) },
    secretConfig: { "aws:secretKey": administrator.secretAccessKey },
  });
  await installDouble(stack, "aws");
});
afterAll(async () => {
  await stack?.remove();
  await moto?.stop();
  await rm(project, { recursive: true, force: true });
});

/** What a preview says beside the stack's own line and the counts. */
async function changes(): Promise<string[]> {
  const preview = await stack.preview();
  const lines = preview.split("\n").map((line) => line.trim().replaceAll(/\s+/g, " "));
  const files = lines.filter((line) => /^[+~-] \S+$/.test(line));
  const resources = lines.filter(
    (line) => /^(\+|~|-|\+-|-\+|\+\+|--) \S+:\S+ \S+ /.test(line) && !line.includes(":Stack "),
  );
  const shown = [...resources, ...files].map((line) => line.replace("pulumi-nodejs:dynamic/syntask:", ""));
  return [...new Set(shown)].sort();
}

test("a project of the guide's S3 recipe runs from the storage's bucket", async () => {
  await stack.up();
  const { ids } = await stack.outputs();
  const runs = await runDeployments(name, ids, {}, process.env.PULUMI_SYNTASK_AWS_WORKER);
  expect(runs.map(({ state }) => state)).toEqual(["COMPLETED", "COMPLETED"]);
  await stack.preview("--expect-no-changes");
});

test("a changed file shows as that file", async () => {
  await edit("flows.py", "print(day)", "print(day, 1)");
  expect(await changes()).toEqual([`~ FlowCode ${name}-code update [diff: ~digest]`, "~ flows.py"]);
  await stack.up();
});

test("a changed schedule shows as that schedule", async () => {
  await edit("prefect.yaml", "0 6 * * *", "0 7 * * *");
  expect(await changes()).toEqual(["~ Deployment etl-load/nightly update [diff: ~schedules]"]);
  expect(await stack.preview("--diff")).toMatch(/~ cron\s*: "0 6 \* \* \*" => "0 7 \* \* \*"/);
  await stack.up();
});

test("a changed parameter shows as that parameter", async () => {
  await edit("prefect.yaml", "day: yesterday", "day: monday");
  expect(await changes()).toEqual(["~ Deployment etl-load/nightly update [diff: ~parameters]"]);
  expect(await stack.preview("--diff")).toMatch(/~ day\s*: "yesterday" => "monday"/);
  await stack.up();
});

test("a new default in the code shows as the file and as the parameter", async () => {
  await edit("flows.py", 'day: str = "today"', 'day: str = "tomorrow"');
  expect(await stack.preview()).toContain('deployment "load/nightly" changes schema of parameters: ~ day');
  expect(await changes()).toEqual([
    "~ Deployment etl-load/nightly update",
    `~ FlowCode ${name}-code update [diff: ~digest]`,
    "~ flows.py",
  ]);
  await stack.up();
});

test("a renamed deployment shows as one that comes and one that goes, with its automation", async () => {
  await edit("prefect.yaml", "name: weekly", "name: monthly");
  expect(await changes()).toEqual([
    "+ Automation etl-monthly__automation_1 create",
    "+ Deployment etl-report/monthly create",
    "- Automation etl-weekly__automation_1 delete",
    "- Deployment etl-report/weekly delete",
  ]);
  await stack.up();
  await stack.preview("--expect-no-changes");
});
