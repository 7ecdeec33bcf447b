import { FlowCodeBench, write } from "../support/flow-code-bench";
import { raw, serverUrl, unique } from "../support/raw-api";
import type { Stack } from "../support/stack";

const name = unique("lines");
const bucket = unique("bucket");
const digests = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`);

interface Edition {
  deployment?: string;
  cron?: string;
  image?: string;
}

/** Code in a bucket, a deployment that runs it, and one that has its code in an image. */
const program = ({ deployment = "nightly", cron = "0 6 * * *", image = digests[0] }: Edition = {}) => `
const { pullFromS3 } = require("pulumi-syntask/aws");
const workPool = new syntask.WorkPool("pool", { name: "${name}", type: "docker" });
const code = new syntask.FlowCode("code", {
  store: "s3", location: { bucket: "${bucket}" }, source: "./flows", folder: "etl",
});
new syntask.Deployment("${deployment}", {
  flow: "${name}", entrypoint: "etl.py:main", workPool,
  pullSteps: [pullFromS3({ bucket: "${bucket}", folder: code.folder })],
  schedules: [{ cron: "${cron}", timezone: "Europe/Berlin" }, { interval: 3600 }],
  parameterOpenApiSchema: { title: "Parameters", type: "object", properties: {} },
}, { dependsOn: code });
new syntask.Deployment("in-image", {
  flow: "${name}", entrypoint: "etl.py:main", workPool,
  jobVariables: { image: "registry.example.com/flows@${image}" },
});
`;

let bench: FlowCodeBench;
let stack: Stack;
beforeAll(async () => {
  bench = await FlowCodeBench.start();
  await bench.makeBucket(bucket);
  stack = await bench.stack(program(), { "etl.py": "1", "report.py": "1" });
  await stack.expect("config", "set", "syntask:apiUrl", serverUrl());
  await stack.expect("config", "set", "syntask:dialect", "prefect");
  await stack.up();
});
afterAll(async () => {
  await stack.remove();
  await bench.stop();
});

/** All that a preview prints, without what it shows while it is running and without what is another in each run of tests. */
const whole = (output: string): string[] =>
  output
    .replaceAll(name, "NAME")
    .replaceAll(bucket, "BUCKET")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, "ID")
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/ running|^@ |^Previewing/.test(line));

test("a preview of an edited file names the file and who runs it", async () => {
  await write(stack, { "report.py": "2" });
  expect(whole(await stack.preview())).toEqual([
    " ~  pulumi-nodejs:dynamic/syntask:FlowCode code update [diff: ~digest]",
    "    pulumi:pulumi:Stack example-test  3 messages",
    "Diagnostics:",
    "  pulumi:pulumi:Stack (example-test):",
    '    flow code "flows" 1 changed:',
    "        ~ report.py",
    '    deployment "NAME/nightly" runs the changed files of flow code "flows"',
    "Resources:",
    "    ~ 1 to update",
    "    4 unchanged",
  ]);
  await write(stack, { "report.py": "1" });
});

test("a preview of changed times names them", async () => {
  await stack.write(program({ cron: "0 7 * * *" }));
  expect(whole(await stack.preview())).toEqual([
    " ~  pulumi-nodejs:dynamic/syntask:Deployment nightly update [diff: ~schedules]",
    "    pulumi:pulumi:Stack example-test  1 message",
    "Diagnostics:",
    "  pulumi:pulumi:Stack (example-test):",
    '    deployment "NAME/nightly" changes schedules: 0 6 * * * → 0 7 * * *',
    "Resources:",
    "    ~ 1 to update",
    "    4 unchanged",
  ]);
});

test("a preview of another image names it", async () => {
  await stack.write(program({ image: digests[1] }));
  expect(whole(await stack.preview())).toEqual([
    " ~  pulumi-nodejs:dynamic/syntask:Deployment in-image update [diff: ~jobVariables]",
    "    pulumi:pulumi:Stack example-test  1 message",
    "Diagnostics:",
    "  pulumi:pulumi:Stack (example-test):",
    '    deployment "NAME/in-image" changes image: registry.example.com/flows@sha256:aaaaaaaaaaaa… → registry.example.com/flows@sha256:bbbbbbbbbbbb…',
    "Resources:",
    "    ~ 1 to update",
    "    4 unchanged",
  ]);
});

test("a preview of a renamed deployment says what becomes of its runs", async () => {
  await stack.write(
    program({ deployment: "weekly" }).replace("dependsOn: code", 'aliases: [{ name: "nightly" }], dependsOn: code'),
  );
  expect(whole(await stack.preview())).toEqual([
    " ++ pulumi-nodejs:dynamic/syntask:Deployment weekly create replacement [diff: ~name]",
    " +- pulumi-nodejs:dynamic/syntask:Deployment weekly replace [diff: ~name]",
    " -- pulumi-nodejs:dynamic/syntask:Deployment nightly delete original",
    "    pulumi:pulumi:Stack example-test  1 message",
    "Diagnostics:",
    "  pulumi:pulumi:Stack (example-test):",
    '    deployment "NAME/weekly" takes the place of "NAME/nightly": its scheduled runs are deleted, and all others stay with the flow',
    "Resources:",
    "    +-1 to replace",
    "    4 unchanged",
  ]);
});

test("and so it is: scheduled runs go with the deployment, and those that ran stay with the flow", async () => {
  const { id, flow_id: flow } = await raw("GET", `/deployments/name/${name}/nightly`);
  const ran = await raw("POST", `/deployments/${id}/create_flow_run`, {});
  await raw("POST", `/flow_runs/${ran.id}/set_state`, { state: { type: "COMPLETED" }, force: true });
  const waits = await raw("POST", `/deployments/${id}/create_flow_run`, {});
  await stack.up();
  await expect(raw("GET", `/flow_runs/${waits.id}`)).rejects.toMatchObject({ status: 404 });
  expect(await raw("GET", `/flow_runs/${ran.id}`)).toMatchObject({ flow_id: flow, state_type: "COMPLETED" });
});

test("a detailed preview shows the same lines beside what changes, and hides the schema of parameters", async () => {
  const schema = "properties: { size: { type: 'integer' } }";
  await stack.write(program({ deployment: "weekly", cron: "0 8 * * *" }).replace("properties: {}", schema));
  await write(stack, { "report.py": "3" });
  const lines = whole(await stack.preview("--diff"));
  // Pulumi prints these to standard error, and the others to standard output.
  const said = lines.filter((line) => /^(flow code|deployment) |^ {4}~ report/.test(line));
  expect(said).toEqual([
    'flow code "flows" 1 changed:',
    "    ~ report.py",
    'deployment "NAME/weekly" runs the changed files of flow code "flows"',
    'deployment "NAME/weekly" changes schedules: 0 6 * * * → 0 8 * * *',
    'deployment "NAME/weekly" changes schema of parameters: + size',
  ]);
  const shown = lines.filter((line) => !said.includes(line) && !/^ *\[(id|urn)=|Stack: \(same\)/.test(line));
  expect(shown).toEqual([
    "    ~ pulumi-nodejs:dynamic/syntask:FlowCode: (update)",
    expect.stringMatching(/^ {6}~ digest: "[0-9a-f]+" => "[0-9a-f]+"$/),
    "    ~ pulumi-nodejs:dynamic/syntask:Deployment: (update)",
    "      ~ parameterOpenApiSchema (hidden)",
    "      ~ schedules: [",
    "          ~ [0]: {",
    '                  ~ cron: "0 6 * * *" => "0 8 * * *"',
    "                }",
    "        ]",
    "Resources:",
    "    ~ 2 to update",
    "    3 unchanged",
  ]);
});
