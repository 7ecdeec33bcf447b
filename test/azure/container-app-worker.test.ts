import { AzureContainerInstanceCredentials } from "pulumi-syntask";
import {
  AzureContainerInstanceInfrastructure,
  ContainerAppWorker,
  type ContainerAppWorkerArgs,
} from "pulumi-syntask/azure";
import { type Declared, declare } from "../support/mocks";

const workerName = "flows-0123abcd";
const config = { "syntask:apiUrl": "https://syntask.example.com/api" };
const subscription = "/subscriptions/5ab5c819-0000-4000-8000-000000000001";
const registryId = `${subscription}/resourceGroups/team/providers/Microsoft.ContainerRegistry/registries/team`;
const identityOfFlows = `${subscription}/resourceGroups/flows/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows`;

function outputs({ type, inputs }: Declared): Record<string, unknown> {
  if (type === "WorkerRevision") return { workerName, workerImage: inputs.image ?? "own:1", workerPackages: [] };
  if (type === "UniqueName") return { value: `${inputs.prefix}_0123abcd` };
  if (type.endsWith(":UserAssignedIdentity")) return { principalId: "p-1", clientId: "c-1", tenantId: "t-1" };
  if (type.endsWith(":Vault")) return { name: inputs.vaultName };
  if (type.endsWith(":Secret")) {
    return { properties: { secretUriWithVersion: `https://${inputs.vaultName}.vault.azure.net/secrets/worker/1` } };
  }
  if (type.endsWith(":ContainerApp")) return { name: inputs.containerAppName };
  if (type.endsWith(":Workspace")) return { customerId: "w-1" };
  return type.endsWith(":RoleDefinition") ? { name: inputs.roleDefinitionId } : {};
}

const answers = { "azure-native:authorization:getClientConfig": { subscriptionId: subscription.split("/").at(-1) } };

async function declareWorker(args: () => Partial<ContainerAppWorkerArgs> = () => ({})) {
  const declared = await declare(
    () => {
      new ContainerAppWorker("flows", { workPool: "flows", resourceGroupName: "team", apiKey: "hush", ...args() });
    },
    config,
    outputs,
    answers,
  );
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  const app = find("flows-app").inputs;
  return { declared, find, app, container: app.template.containers[0] };
}

test("the key is in a vault of its own, which is open to the workers' identity alone", async () => {
  const { declared, find, app, container } = await declareWorker(() => ({ secrets: { TOKEN: "hush" } }));
  expect(find("flows-secret").inputs).toMatchObject({
    vaultName: "workerflows-0123abcd",
    properties: { value: '{"SYNTASK_API_KEY":"hush","TOKEN":"hush"}' },
  });
  expect(find("flows-vault").inputs.properties).toMatchObject({
    tenantId: "t-1",
    enableRbacAuthorization: false,
    accessPolicies: [{ tenantId: "t-1", objectId: "p-1", permissions: { secrets: ["get"] } }],
    softDeleteRetentionInDays: 7,
  });
  expect(app.identity.userAssignedIdentities).toEqual(["flows-identity-id"]);
  expect(app.configuration.secrets).toEqual([
    {
      name: "worker",
      keyVaultUrl: "https://workerflows-0123abcd.vault.azure.net/secrets/worker/1",
      identity: "flows-identity-id",
    },
  ]);
  expect(container.env).toEqual([
    { name: "AZURE_CLIENT_ID", value: "c-1" },
    { name: "SYNTASK_API_URL", value: "https://syntask.example.com/api" },
    { name: "SYNTASK_WORKER_WEBSERVER_HOST", value: "0.0.0.0" },
    { name: "SYNTASK_WORKER_WEBSERVER_PORT", value: "8080" },
    { name: "WORKER_SECRETS", secretRef: "worker" },
  ]);
  expect(declared.filter(({ text }) => text.includes("hush"))).toEqual([]);
});

test("a replica that does not answer is started again, one that does not start is given four minutes, and one that ends ten", async () => {
  const { app, container } = await declareWorker();
  const httpGet = { path: "/health", port: 8080 };
  expect(container.probes).toEqual([
    { type: "Startup", httpGet, periodSeconds: 24, timeoutSeconds: 5, failureThreshold: 10 },
    { type: "Liveness", httpGet, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 },
  ]);
  expect(app.template.terminationGracePeriodSeconds).toBe(600);
});

test.each([
  [3, { minReplicas: 3, maxReplicas: 3 }],
  [0, { minReplicas: 0, maxReplicas: 1 }],
])("%s workers are as many replicas, in an app of their own, and nobody can call them", async (replicas, scale) => {
  const { app } = await declareWorker(() => ({ replicas }));
  expect(app.template.scale).toEqual(scale);
  expect(app.containerAppName).toBe("workerflows-0123abcd");
  expect(app.configuration).toMatchObject({ activeRevisionsMode: "Single" });
  expect(app.configuration.ingress).toBeUndefined();
});

test("the image keeps its entrypoint, which installs packages", async () => {
  const { container } = await declareWorker();
  expect(container.command).toBeUndefined();
  expect(container.args).toContain("worker");
});

test("workers of a pool with an infrastructure run containers with the identity of flows alone, and others none", async () => {
  const identity = { id: identityOfFlows, principalId: "p-2" };
  const { find } = await declareWorker(() => ({
    infrastructure: new AzureContainerInstanceInfrastructure("jobs", { resourceGroupName: "jobs", identity }),
  }));
  const principal = { principalId: "p-1", principalType: "ServicePrincipal" };
  const roles = `${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
  expect(find("flows-jobs").inputs).toEqual({
    ...principal,
    scope: `${subscription}/resourceGroups/jobs`,
    roleDefinitionId: `${roles}/${find("jobs-role").inputs.roleDefinitionId}`,
  });
  expect(find("flows-jobs-identity").inputs).toEqual({
    ...principal,
    scope: identityOfFlows,
    roleDefinitionId: `${roles}/f1a07417-d97a-45cb-824c-7a7467783830`,
  });
  const without = await declareWorker();
  expect(without.declared.filter(({ type }) => type.endsWith(":RoleAssignment"))).toEqual([]);
});

test("an infrastructure that has credentials for its workers is refused", async () => {
  const attempt = () => {
    const credentials = new AzureContainerInstanceCredentials("jobs", { clientSecret: "hush" });
    const infrastructure = new AzureContainerInstanceInfrastructure("jobs", { resourceGroupName: "jobs", credentials });
    new ContainerAppWorker("flows", { workPool: "flows", resourceGroupName: "team", infrastructure });
  };
  const program = () =>
    expect(attempt).toThrow(
      'ContainerAppWorker "flows": `infrastructure` has credentials for its workers, and these have an identity; leave `credentials` out there.',
    );
  await declare(program, config, outputs, answers);
  expect.assertions(1);
});

test("an image of a registry is pulled with the workers' identity", async () => {
  const { find, app } = await declareWorker(() => ({ image: "team.azurecr.io/flows:1", registryId }));
  expect(app.configuration.registries).toEqual([{ server: "team.azurecr.io", identity: "flows-identity-id" }]);
  expect(find("flows-registry").inputs).toMatchObject({ scope: registryId, principalId: "p-1" });
  expect((await declareWorker()).app.configuration.registries).toBeUndefined();
});

test("a new environment sends its log to a workspace that keeps it for as long as is asked for", async () => {
  const { find, app } = await declareWorker(() => ({ logRetentionDays: 60 }));
  expect(find("flows-logs").inputs.retentionInDays).toBe(60);
  expect(find("flows-environment").inputs.appLogsConfiguration).toEqual({ destination: "azure-monitor" });
  expect(find("flows-log-setting").inputs).toMatchObject({
    resourceUri: "flows-environment-id",
    workspaceId: "flows-logs-id",
  });
  expect(app.environmentId).toBe("flows-environment-id");
  expect(find("flows-online").inputs.log).toBe(
    `\`az monitor log-analytics query --workspace w-1 --analytics-query "ContainerAppConsoleLogs | where ContainerAppName == '${app.containerAppName}'"\``,
  );
});

test("an environment that exists is used as it is", async () => {
  const { declared, find, app } = await declareWorker(() => ({ managedEnvironment: "/environments/team" }));
  const made = declared.filter(({ type }) => /:(ManagedEnvironment|Workspace|DiagnosticSetting)$/.test(type));
  expect(made).toEqual([]);
  expect(app.environmentId).toBe("/environments/team");
  expect(find("flows-online").inputs.log).toBe(
    `\`az containerapp logs show --name ${app.containerAppName} --resource-group team\``,
  );
});

test("workers reach a private server by the subnet that is given, and by none else", async () => {
  const { find } = await declareWorker(() => ({ subnetId: "/subnets/one" }));
  expect(find("flows-environment").inputs.vnetConfiguration).toEqual({
    infrastructureSubnetId: "/subnets/one",
    internal: true,
  });
  expect((await declareWorker()).find("flows-environment").inputs.vnetConfiguration).toBeUndefined();
});
