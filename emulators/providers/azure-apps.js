const { createHash, randomUUID } = require("node:crypto");
const { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { setTimeout: sleep } = require("node:timers/promises");
const { fileOf, kept } = require("./kept");

const pause = 300;

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
function appOf(idOf) {
  const app = kept(
    idOf,
    {
      replaceOn: ["containerAppName", "resourceGroupName", "location", "environmentId"],
      // As Azure's own provider does with everything.
      deletesFirst: true,
      computed: ["name"],
    },
    ({ containerAppName: name }) => ({ name }),
  );
  const statusOf = (id) => fileOf(`${id}/status`);

  /** Waits until the agent has taken the app as it is declared. */
  async function settled(id) {
    const generation = createHash("sha256")
      .update(readFileSync(fileOf(id)))
      .digest("hex");
    for (;;) {
      const status = existsSync(statusOf(id)) ? JSON.parse(readFileSync(statusOf(id), "utf8")) : {};
      if (status.generation === generation && status.message) throw new Error(status.message);
      if (status.generation === generation) return;
      await sleep(pause);
    }
  }

  return {
    ...app,
    async create(inputs) {
      const made = await app.create(inputs);
      try {
        await settled(made.id);
      } catch (error) {
        await app.delete(made.id);
        throw error;
      }
      return made;
    },
    read: async (id) => (existsSync(fileOf(id)) ? {} : undefined),
    async update(id, inputs) {
      await app.update(id, inputs);
      await settled(id);
    },
    async delete(id) {
      await app.delete(id);
      while (existsSync(statusOf(id))) await sleep(pause);
    },
  };
}

module.exports = { appsOf };
