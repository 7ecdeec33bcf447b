import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudRunJobs } from "../../emulators/gcs/cloud-run-jobs";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { installDouble } from "../../emulators/providers/install";
import { exchangeKey } from "../../sdk/src/gcp/service-account-key";
import { type Certificate, makeCertificate } from "../support/certificate";
import { NamingProxy } from "../support/naming-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { type FinishedRun, runDeployments } from "../support/worker";

const name = unique("run-jobs");
const keyOfWorker = "pnu_0123456789abcdef";
const keyOfFlows = "pnu_fedcba9876543210";
const repository = "europe-west1-docker.pkg.dev/project-1/flows";
const place = "/v2/projects/project-1/locations/europe-west1";

let google: GcsEmulator;
let jobs: CloudRunJobs;
/** By which a worker takes the emulator for Cloud Run. */
let proxy: NamingProxy;
let certificate: Certificate;
let stack: Stack;
let folder: string;

const flow = `
import os

from prefect import flow


@flow(log_prints=True)
def main():
    print(f"hello in {os.environ['MODE']} mode, key {os.environ['PREFECT_API_KEY'][-4:]}")
`;

const program = (jobVariables = "{}") => `
const { Secret, SecretVersion } = require("@pulumi/gcp/secretmanager");
const { ArtifactRegistryFlowStorage, CloudRunInfrastructure } = require("pulumi-syntask/gcp");
const secret = new Secret("${name}-key", { project: "project-1", secretId: "${name}-key", replication: { auto: {} } });
const version = new SecretVersion("${name}-key", {
  secret: secret.id,
  secretDataWo: pulumi.secret("${keyOfFlows}"),
  secretDataWoVersion: 1,
});
const infrastructure = new CloudRunInfrastructure("${name}", { region: "europe-west1", apiKeySecret: secret });
const workPool = new syntask.WorkPool("${name}", {
  type: "cloud-run-v2",
  jobDefaults: { ...infrastructure.jobDefaults },
  jobConfiguration: infrastructure.jobConfiguration,
});
const storage = new ArtifactRegistryFlowStorage("${name}", {
  repository: "${repository}",
  image: "${repository}/etl:1",
  path: ${JSON.stringify(join(folder, "flows"))},
  pullers: infrastructure.workerMembers,
  verify: false,
  workPool,
});
const deployment = new syntask.Deployment("${name}", {
  entrypoint: "etl.py:main",
  storage,
  workPool,
  jobVariables: { env: { MODE: "fast" }, ...${jobVariables} },
});
Object.assign(exports, { id: deployment.id, account: infrastructure.serviceAccountEmail });
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-run-jobs-"));
  certificate = await makeCertificate(folder, ["run.googleapis.com"]);
  google = await GcsEmulator.start();
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...google.config() },
    secretConfig: google.secretConfig,
  });
  const cloud = join(stack.folder, "cloud");
  stack.environment.PULUMI_SYNTASK_TEST_CLOUD = cloud;
  jobs = await CloudRunJobs.start({
    folder: cloud,
    python: process.env.PULUMI_SYNTASK_GCP_WORKER!,
    google,
    tls: certificate,
  });
  proxy = await NamingProxy.start("run.googleapis.com", jobs.port);
  await installDouble(stack, "gcp");
  await mkdir(join(folder, "flows"));
  await writeFile(join(folder, "flows/etl.py"), flow);
});
afterAll(async () => {
  await stack?.remove();
  await proxy?.stop();
  await jobs?.stop();
  await google?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A run of the deployment by a worker that has no rights but those of the pool's credentials. */
async function runOnce(): Promise<FinishedRun> {
  const { id } = await stack.outputs();
  const environment = {
    HTTPS_PROXY: proxy.url,
    NO_PROXY: "127.0.0.1",
    HTTPLIB2_CA_CERTS: certificate.file,
    PREFECT_API_KEY: keyOfWorker,
  };
  const python = process.env.PULUMI_SYNTASK_GCP_WORKER;
  const [finished] = await runDeployments(name, [id], environment, python, "cloud-run-v2");
  return finished!;
}

test("one up, and a worker with the rights that it gives runs the flow in a job to its end", async () => {
  await stack.write(program());
  await stack.up();
  await stack.preview("--expect-no-changes");
  const { state, logs } = await runOnce();
  const log = logs.join("\n");
  if (state !== "COMPLETED") console.error(log);
  expect(state).toBe("COMPLETED");
  expect(log).toContain(`hello in fast mode, key ${keyOfFlows.slice(-4)}`);
});

test("the job has the account of flows and the image, and neither key in clear", async () => {
  const [described] = jobs.described;
  const { account } = await stack.outputs();
  expect(described!.template).toMatchObject({
    serviceAccount: account,
    containers: [{ image: `${repository}/etl:1` }],
  });
  for (const key of [keyOfWorker, keyOfFlows]) expect(JSON.stringify(jobs.described)).not.toContain(key);
});

test("the worker may run jobs with the account of flows, and with no other one", async () => {
  const { client_email: other } = await google.makeAccount("other-flows");
  await stack.write(program(`{ serviceAccountName: "${other}" }`));
  await stack.up();
  const { state, logs } = await runOnce();
  expect(state).toBe("CRASHED");
  expect(logs.join("\n")).toContain(`Permission 'iam.serviceaccounts.actAs' denied on service account ${other}`);
});

test("the worker may neither change jobs, nor see all of them, nor give rights to one, nor make services", async () => {
  const path = `/block_types/slug/gcp-credentials/block_documents/name/${name}?include_secrets=true`;
  const { data } = await raw("GET", path);
  const { access_token: token } = await exchangeKey(data.service_account_info);
  const asked: [method: string, path: string, permission: string][] = [
    ["PATCH", "jobs/etl", "run.jobs.update"],
    ["GET", "jobs", "run.jobs.list"],
    ["POST", "jobs/etl:setIamPolicy", "run.jobs.setIamPolicy"],
    ["POST", "jobs/etl/executions/one:cancel", "run.executions.cancel"],
    ["POST", "services", "run.services.create"],
  ];
  for (const [method, path, permission] of asked) {
    await expect(jobs.call(token!, method, `${place}/${path}`)).rejects.toThrow(`Permission '${permission}' denied`);
  }
  await expect(jobs.call(token!, "GET", `${place.replace("project-1", "project-2")}/jobs/etl`)).rejects.toThrow(
    "Permission 'run.jobs.get' denied",
  );
});

test("destroy takes the worker's rights away", async () => {
  await stack.destroy();
  expect(await readdir(join(stack.folder, "cloud"))).toEqual([]);
});
