import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codeBlocks, repository } from "../support/documents";
import { callServer } from "../support/filled-server";
import { yamlProject } from "../support/languages";
import { SecondServer } from "../support/second-server";
import { run, Stack } from "../support/stack";

const secret = "hush";
let server: SecondServer;
let stack: Stack;
beforeAll(async () => {
  server = await SecondServer.start();
  stack = await Stack.create({
    project: yamlProject("resources: {}\n"),
    config: { "syntask:apiUrl": server.url, "syntask:dialect": "prefect" },
  });
});
// What was imported is the server's: nothing is destroyed.
afterAll(async () => {
  await rm(stack.folder, { recursive: true, force: true });
  await server.stop();
});

/** Makes objects as version 3.4.1 of the provider does, and returns a state with what it keeps of them. */
async function madeByTerraform(): Promise<object> {
  const post = async (path: string, body: object): Promise<string> => (await callServer(server, "POST", path, body)).id;
  const pool = await post("/work_pools/", { name: "etl", type: "process", base_job_template: {} });
  const queue = await post("/work_pools/etl/queues", { name: "urgent", priority: 1 });
  const flow = await post("/flows/", { name: "etl", tags: ["finance"] });
  const deployment = await post("/deployments/", {
    name: "nightly",
    flow_id: flow,
    entrypoint: "etl.py:main",
    work_pool_name: "etl",
    parameters: { rows: 20 },
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/flows" } }],
  });
  const schedules = await callServer<any[]>(server, "POST", `/deployments/${deployment}/schedules`, [
    { schedule: { cron: "0 6 * * *", timezone: "Europe/Berlin" }, active: false },
  ]);
  const { id: type } = await callServer(server, "GET", "/block_types/slug/secret");
  const [schema] = await callServer<any[]>(server, "POST", "/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type] } },
  });
  const block = await post("/block_documents/", {
    name: "warehouse-password",
    block_type_id: type,
    block_schema_id: schema.id,
    data: { value: secret },
  });
  const readElsewhere = await post("/variables/", { name: "of_somebody_else", value: 1 });
  await post("/variables/", { name: "unknown_to_terraform", value: 2 });
  const managed = {
    prefect_block: block,
    prefect_deployment: deployment,
    prefect_deployment_schedule: schedules[0].id,
    prefect_flow: flow,
    prefect_work_pool: pool,
    prefect_work_queue: queue,
  };
  const provider = 'provider["registry.opentofu.org/prefecthq/prefect"]';
  const resource = (mode: string, type: string, id: string) => ({
    mode,
    type,
    name: "example",
    provider,
    instances: [{ schema_version: 0, attributes: { id } }],
  });
  return {
    version: 4,
    terraform_version: "1.11.6",
    serial: 1,
    outputs: {},
    resources: [
      resource("data", "prefect_variable", readElsewhere),
      ...Object.entries(managed).map(([type, id]) => resource("managed", type, id)),
    ],
  };
}

/** Everything of the server that the move could have touched. */
const onServer = () =>
  Promise.all(
    ["flows", "deployments", "work_pools", "variables", "block_documents"].map((kind) =>
      callServer(server, "POST", `/${kind}/filter`, {}),
    ),
  );

test("the lines of the page move what Terraform has, nothing else, and change nothing on the server", async () => {
  const state = await madeByTerraform();
  await writeFile(join(stack.folder, "terraform.tfstate"), JSON.stringify(state));
  const before = await onServer();

  const [block] = codeBlocks("docs/from-terraform.md");
  const lines = block!.code
    .replace("http://127.0.0.1:4200/api", server.url)
    .replace("pulumi import", "pulumi import --yes --non-interactive");
  const npx = `npx() { shift; node "${join(repository, "sdk/dist/cli.js")}" "$@"; }`;
  const { code, output } = await run("bash", ["-euo", "pipefail", "-c", `${npx}\n${lines}`], {
    cwd: stack.folder,
    environment: stack.environment,
  });
  if (code !== 0) throw new Error(output);
  const { resources } = JSON.parse(await readFile(join(stack.folder, "import.json"), "utf8"));
  expect(resources.map(({ type }: { type: string }) => type.split(":").at(-1)).sort()).toEqual(
    ["Deployment", "Flow", "Secret", "WorkPool", "WorkQueue"].sort(),
  );

  const program = await readFile(join(stack.folder, "program.txt"), "utf8");
  expect(program).not.toContain(secret);
  expect(program).toContain("cron: 0 6 * * *");
  const finished = program.replace("value: {}", `value: ${secret}`).replace(/^ +baseJobTemplate: \{\}\n/m, "");
  await yamlProject(finished).writeProgram(stack.folder);
  await stack.preview("--expect-no-changes", "--diff");
  expect(await onServer()).toEqual(before);
});
