import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureEmulator, type Identity } from "../../emulators/azure/azure-emulator";
import { installDouble } from "../../emulators/providers/install";
import { NamingProxy } from "../support/naming-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { type FinishedRun, runDeployments } from "../support/worker";

const name = unique("aci");
const registry = "flowsofteam.azurecr.io";
const keyOfWorker = "pnu_0123456789abcdef";

let azure: AzureEmulator;
/** By which a worker takes the emulator for Azure's resource manager. */
let proxy: NamingProxy;
let stack: Stack;
let code: string;
let worker: Identity;

const flow = `
import os

from prefect import flow


@flow(log_prints=True)
def main():
    print(f"hello in {os.environ['MODE']} mode")
`;

const program = (jobVariables = "{}") => `
const { AcrFlowStorage, AzureContainerInstanceInfrastructure } = require("pulumi-syntask/azure");
const infrastructure = new AzureContainerInstanceInfrastructure("${name}", {
  resourceGroupName: "flows",
  workers: ["${worker.principalId}"],
});
const workPool = new syntask.WorkPool("${name}", {
  type: "azure-container-instance",
  jobDefaults: { ...infrastructure.jobDefaults, taskWatchPollInterval: 1 },
});
const storage = new AcrFlowStorage("${name}", {
  resourceGroupName: "flows",
  registryArgs: { registryName: "flowsofteam" },
  image: "${registry}/etl:1",
  path: ${JSON.stringify(code)},
  identity: infrastructure.identity,
  verify: false,
  // No registry of that name answers, which could tell that it is empty.
  forceDestroy: true,
  workPool,
});
const deployment = new syntask.Deployment("${name}", {
  entrypoint: "etl.py:main",
  storage,
  workPool,
  jobVariables: { env: { MODE: "fast" }, ...${jobVariables} },
});
Object.assign(exports, { id: deployment.id, identity: infrastructure.identity.id, role: infrastructure.workerRoleId });
`;

beforeAll(async () => {
  azure = await AzureEmulator.start();
  proxy = await NamingProxy.start("management.azure.com", Number(new URL(azure.secureUrl).port));
  worker = await azure.makeIdentity();
  code = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await writeFile(join(code, "etl.py"), flow);
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...azure.config },
    environment: { ...azure.environment(azure.owner), PULUMI_SYNTASK_TEST_REGISTRY: `${registry} hush` },
  });
  stack.environment.PULUMI_SYNTASK_TEST_CLOUD = join(stack.folder, "cloud");
  await installDouble(stack, "azure-native");
});
afterAll(async () => {
  await stack?.remove();
  await proxy?.stop();
  await azure?.stop();
  await rm(code, { recursive: true, force: true });
});

/** A run of the deployment by a worker with an identity. */
async function runBy(identity: Identity): Promise<FinishedRun> {
  const { id } = await stack.outputs();
  const environment = {
    ...azure.environment(identity),
    HTTPS_PROXY: proxy.url,
    NO_PROXY: "127.0.0.1",
    PREFECT_API_KEY: keyOfWorker,
  };
  const python = process.env.PULUMI_SYNTASK_AZURE_WORKER;
  const [finished] = await runDeployments(name, [id], environment, python, "azure-container-instance");
  return finished!;
}

async function expectDenied(run: Promise<FinishedRun>, code: string, action: string, scope: string): Promise<void> {
  const { state, logs } = await run;
  expect(state).toBe("CRASHED");
  // Azure's libraries write `resourcegroups`.
  const log = logs.join("\n").toLowerCase();
  expect(log).toContain(code.toLowerCase());
  expect(log).toContain(`to perform action '${action}' over scope '${scope}`.toLowerCase());
}

const group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/flows";

test("one up, and a worker with the rights that it gives runs the flow in a container group to its end", async () => {
  await stack.write(program());
  await stack.up();
  await stack.preview("--expect-no-changes");
  const { id, identity } = await stack.outputs();
  const { job_variables } = await raw("GET", `/deployments/${id}`);
  expect(job_variables.image).toBe(`${registry}/etl:1`);
  const { state, logs } = await runBy(worker);
  const log = logs.join("\n");
  if (state !== "COMPLETED") console.error(log);
  expect(state).toBe("COMPLETED");
  expect(log).toContain("hello in fast mode");
  const [started] = await azure.containerGroups();
  expect(started.properties.imageRegistryCredentials).toEqual([{ server: registry, identity }]);
  expect(Object.keys(started.identity.userAssignedIdentities)).toEqual([identity]);
  const { environmentVariables } = started.properties.containers[0].properties;
  expect(environmentVariables).toContainEqual({ name: "PREFECT_API_KEY", secureValue: keyOfWorker });
});

test("a worker without these rights is denied the deployment of a template", async () => {
  const nobody = await azure.makeIdentity();
  await expectDenied(runBy(nobody), "AuthorizationFailed", "Microsoft.Resources/deployments/write", group);
});

test("the worker may give containers the identity of flows, and no other one", async () => {
  const other = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/owner`;
  await stack.write(program(`{ identities: ["${other}"] }`));
  await stack.up();
  const action = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
  await expectDenied(runBy(worker), "LinkedAuthorizationFailed", action, other);
});

test("the worker may start containers in the resource group, and in no other one", async () => {
  await stack.write(program('{ resourceGroupName: "others" }'));
  await stack.up();
  const others = group.replace(/flows$/, "others");
  await expectDenied(runBy(worker), "AuthorizationFailed", "Microsoft.Resources/deployments/write", others);
});

test("the worker may neither give rights, nor read keys, nor run commands in a container", async () => {
  const asked: [method: string, path: string][] = [
    ["PUT", "Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-000000000002"],
    ["PUT", "Microsoft.Authorization/roleDefinitions/00000000-0000-0000-0000-000000000003"],
    ["PUT", "Microsoft.ManagedIdentity/userAssignedIdentities/mine"],
    ["POST", "Microsoft.Storage/storageAccounts/team/listKeys"],
    ["POST", "Microsoft.ContainerInstance/containerGroups/etl/containers/etl/exec"],
    ["DELETE", "Microsoft.ContainerRegistry/registries/flowsofteam"],
  ];
  for (const [method, path] of asked) {
    const { status, answer } = await azure.ask(worker, method, `${group}/providers/${path}`);
    expect([path, status, answer.error?.code]).toEqual([path, 403, "AuthorizationFailed"]);
  }
  const { role } = await stack.outputs();
  expect((await azure.ask(worker, "DELETE", role)).status).toBe(403);
});

test("destroy takes the worker's rights away", async () => {
  await stack.destroy();
  const { status } = await azure.ask(
    worker,
    "GET",
    `${group}/providers/Microsoft.ContainerInstance/containerGroups/etl`,
  );
  expect(status).toBe(403);
});
