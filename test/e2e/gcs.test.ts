import { installDouble } from "../support/doubles/install";
import { GcsEmulator } from "../support/gcs-emulator";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { runDeployments } from "../support/worker";

const flow = `
from prefect import flow


@flow
def hello():
    print("hello from a bucket")
`;

let gcs: GcsEmulator;
let stack: Stack;

const name = unique("gcs");

beforeAll(async () => {
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
});

const program = (args = "") => `
const { GcsFlowStorage } = require("pulumi-syntask/gcp");
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const storage = new GcsFlowStorage("${name}", { folder: "etl", ${args} });
exports.bucket = storage.bucket;
exports.id = new syntask.Deployment("${name}", { entrypoint: "hello.py:hello", storage, workPool }).id;
`;

test("it works", async () => {
  await stack.write(program());
  console.log(await stack.up());
  console.log(await stack.preview("--expect-no-changes"));
  const { bucket, id } = await stack.outputs();
  await gcs.put(bucket, "etl/hello.py", flow);
  await gcs.put(bucket, "etl2/other.py", flow);
  const [run] = await runDeployments(
    name,
    [id],
    { STORAGE_EMULATOR_HOST: gcs.url },
    process.env.PULUMI_SYNTASK_GCP_WORKER,
  );
  console.log(run);
  console.log(await gcs.policy(bucket));
  expect(run!.state).toBe("COMPLETED");
});
