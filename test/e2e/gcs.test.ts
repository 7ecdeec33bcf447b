import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { installDouble } from "../../emulators/providers/install";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { runDeployments } from "../support/worker";

const flow = (text: string) => `
try:
    from syntask import flow
except ModuleNotFoundError:
    from prefect import flow


@flow(log_prints=True)
def hello():
    print("${text}")
`;

let gcs: GcsEmulator;
let stack: Stack;
let source: string;

const name = unique("gcs");

beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-gcs-"));
  await writeFile(join(source, "hello.py"), flow("first"));
  await writeFile(join(source, "same.py"), "");
  gcs = await GcsEmulator.start();
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...gcs.config() },
    secretConfig: gcs.secretConfig,
  });
  await installDouble(stack, "gcp");
});
afterAll(async () => {
  await stack?.remove();
  await gcs?.stop();
  await rm(source, { recursive: true, force: true });
});

const program = (args = "") => `
const { GcsFlowStorage } = require("pulumi-syntask/gcp");
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const storage = new GcsFlowStorage("${name}", { source: ${JSON.stringify(source)}, folder: "etl", ${args} });
exports.bucket = storage.bucket;
exports.id = new syntask.Deployment("${name}", { entrypoint: "hello.py:hello", storage, workPool }).id;
`;

async function runOnce() {
  const { id } = await stack.outputs();
  const environment = { STORAGE_EMULATOR_HOST: gcs.url };
  const [finished] = await runDeployments(name, [id], environment, process.env.PULUMI_SYNTASK_GCP_WORKER);
  return finished!;
}

test("a folder becomes a bucket, an account, a block and a finished flow run", async () => {
  await stack.write(program());
  const preview = await stack.preview();
  expect(preview).toContain("+ hello.py");
  await stack.up();
  await stack.preview("--expect-no-changes", "--diff");
  const finished = await runOnce();
  expect(finished.state).toBe("COMPLETED");
  expect(finished.logs.join("\n")).toContain("first");
});

test("of an edited folder the preview names the file that changed, and the next run has it", async () => {
  await writeFile(join(source, "hello.py"), flow("second"));
  const preview = await stack.preview("--diff");
  expect(preview).toContain("~ hello.py");
  expect(preview).not.toContain("same.py");
  await stack.up();
  expect((await runOnce()).logs.join("\n")).toContain("second");
});

test("an object changed behind our back is seen and mended", async () => {
  const { bucket } = await stack.outputs();
  await gcs.put(bucket, "etl/hello.py", "by hand");
  expect(await stack.preview("--refresh")).toContain("~ hello.py");
  await stack.up("--refresh");
  await stack.preview("--refresh", "--expect-no-changes");
});

test("another rotation makes a new key, which works, and the old one goes", async () => {
  const document = async () =>
    raw("GET", `/block_types/slug/gcp-credentials/block_documents/name/${name}?include_secrets=true`);
  const before = (await document()).data.service_account_info.private_key_id;
  await stack.write(program('rotation: "second"'));
  await stack.up();
  expect((await document()).data.service_account_info.private_key_id).not.toBe(before);
  expect((await runOnce()).state).toBe("COMPLETED");
  expect(await stack.state()).not.toContain("PRIVATE KEY");
});

test("releases are pulled from the folder that a variable names", async () => {
  await stack.write(program('rotation: "second", releases: true'));
  await stack.up();
  expect((await runOnce()).state).toBe("COMPLETED");
  const { id, bucket } = await stack.outputs();
  const variable = `${name.replaceAll("-", "_")}_release`;
  const { value } = await raw("GET", `/variables/name/${variable}`);
  const [step] = (await raw("GET", `/deployments/${id}`)).pull_steps;
  expect(step["prefect_gcp.deployments.steps.pull_from_gcs"]).toEqual({
    bucket,
    folder: `etl/{{ prefect.variables.${variable} }}/`,
    credentials: `{{ prefect.blocks.gcp-credentials.${name} }}`,
  });
  expect(value).toMatch(/^[0-9a-f]{16}$/);
});

test("with the account gone a run is refused, and destroy takes everything away", async () => {
  const wrong = { service_account_info: { type: "service_account" } };
  const document = await raw("GET", `/block_types/slug/gcp-credentials/block_documents/name/${name}`);
  await raw("PATCH", `/block_documents/${document.id}`, { data: wrong, merge_existing_data: false });
  const { state, message } = await runOnce();
  expect([state, message]).not.toContain("COMPLETED");
  await stack.destroy();
  await expect(raw("GET", `/block_documents/${document.id}`)).rejects.toMatchObject({ status: 404 });
});
