const { randomUUID } = require("node:crypto");
const { existsSync, readdirSync, rmSync, writeFileSync } = require("node:fs");
const { runByAgent } = require("./agent-run");
const { fileOf, kept } = require("./kept");

/** @param {import("./azure-api").AzureApi} api */
function appsOf(api) {
  const idOf =
    (type, name) =>
    ({ resourceGroupName, [name]: own }) =>
      `${api.groupId(resourceGroupName)}/providers/${type}/${own}`;

  const workspace = kept(
    idOf("Microsoft.OperationalInsights/workspaces", "workspaceName"),
    { replaceOn: ["workspaceName", "resourceGroupName", "location"], computed: ["name", "customerId"] },
    ({ workspaceName: name }) => ({ name, customerId: randomUUID() }),
  );

  const environment = kept(
    idOf("Microsoft.App/managedEnvironments", "environmentName"),
    { replaceOn: ["environmentName", "resourceGroupName", "location", "vnetConfiguration"], computed: ["name"] },
    ({ environmentName: name }) => ({ name }),
  );

  // Its whole id is too long for the name of a file.
  const setting = kept(({ resourceUri, name }) => `${resourceUri.split("/").at(-1)}/diagnosticSettings/${name}`, {
    named: "name",
    replaceOn: ["resourceUri", "name"],
  });

  const vault = kept(
    idOf("Microsoft.KeyVault/vaults", "vaultName"),
    { replaceOn: ["vaultName", "resourceGroupName", "location"], computed: ["name"] },
    ({ vaultName: name }) => ({ name }),
  );

  return {
    "azure-native:operationalinsights:Workspace": workspace,
    "azure-native:app:ManagedEnvironment": environment,
    "azure-native:monitor:DiagnosticSetting": setting,
    "azure-native:keyvault:Vault": { ...vault, delete: deleteVault },
    "azure-native:keyvault:Secret": secretOf((inputs) => idOf("Microsoft.KeyVault/vaults", "vaultName")(inputs)),
    "azure-native:app:ContainerApp": appOf(idOf("Microsoft.App/containerApps", "containerAppName")),
  };

  /** Azure keeps the name of a vault for days, and what is in it is out of reach. */
  async function deleteVault(id) {
    for (const file of readdirSync(process.env.PULUMI_SYNTASK_TEST_CLOUD).map(decodeURIComponent)) {
      if (file === id || file.startsWith(`${id}/`)) rmSync(fileOf(file));
    }
  }
}

/** Each change is a version with a URL of its own. Nobody but whom the vault's policies name may delete one. */
function secretOf(vaultId) {
  const write = (id, { properties }) => {
    const version = randomUUID().replaceAll("-", "");
    const [, vaultName, secretName] = /\/vaults\/([^/]+)\/secrets\/([^/]+)$/.exec(id);
    writeFileSync(fileOf(id), "{}");
    writeFileSync(fileOf(`${id}/versions/${version}`), JSON.stringify({ value: properties.value }));
    const url = `https://${vaultName}.vault.azure.net/secrets/${secretName}`;
    return { properties: { ...properties, secretUri: url, secretUriWithVersion: `${url}/${version}` } };
  };
  return {
    replaceOn: ["resourceGroupName", "vaultName", "secretName"],
    computed: ["properties"],
    recomputed: ["properties"],
    async create(inputs) {
      const id = `${vaultId(inputs)}/secrets/${inputs.secretName}`;
      return { id, outputs: write(id, inputs) };
    },
    read: async (id) => (existsSync(fileOf(id)) ? {} : undefined),
    update: async (id, inputs) => write(id, inputs),
    async delete() {
      throw new Error('Status=403 Code="Forbidden": the user does not have secrets delete permission on the key vault');
    },
  };
}

/** Container apps, which `ContainerAppsAgent` runs. */
const appOf = (idOf) =>
  runByAgent(
    kept(
      idOf,
      {
        replaceOn: ["containerAppName", "resourceGroupName", "location", "environmentId"],
        // As Azure's own provider does with everything.
        deletesFirst: true,
        computed: ["name"],
      },
      ({ containerAppName: name }) => ({ name }),
    ),
  );

module.exports = { appsOf };
