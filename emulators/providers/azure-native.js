const { randomUUID } = require("node:crypto");
const { version } = require("@pulumi/azure-native/package.json");
const { AzureApi } = require("./azure-api");
const { appsOf } = require("./azure-apps");
const { kept, registry } = require("./kept");
const { serve } = require("./provider-kit");

const api = new AzureApi();

const accountId = ({ resourceGroupName, accountName }) =>
  `${api.groupId(resourceGroupName)}/providers/Microsoft.Storage/storageAccounts/${accountName}`;

const accountBody = ({ accountName, resourceGroupName, location = api.location, kind, sku, tags, ...properties }) => ({
  location,
  kind,
  sku,
  tags,
  properties,
});

const account = {
  replaceOn: ["accountName", "resourceGroupName", "location"],
  computed: ["name", "primaryEndpoints"],
  async create(inputs) {
    const id = accountId(inputs);
    await api.create(id, accountBody(inputs));
    return { id, outputs: { name: inputs.accountName } };
  },
  async read(id) {
    const found = await api.call("GET", id);
    return found && { ...found.properties, sku: found.sku };
  },
  update: (id, inputs) => api.call("PUT", id, accountBody(inputs)),
  delete: (id) => api.call("DELETE", id),
};

const container = {
  replaceOn: ["accountName", "containerName", "resourceGroupName"],
  computed: ["name"],
  async create(inputs) {
    const { containerName: name, publicAccess } = inputs;
    const id = `${accountId(inputs)}/blobServices/default/containers/${name}`;
    await api.create(id, { properties: { publicAccess } });
    return { id, outputs: { name } };
  },
  read: async (id) => (await api.call("GET", id)) && {},
  update: () => {},
  delete: (id) => api.call("DELETE", id),
};

/** What is kept in the resource manager's list of rights, under a name of its own. */
const right = (kind, named, more) => ({
  computed: ["name"],
  async create({ scope, [named]: name = randomUUID(), ...properties }) {
    const id = `${scope}/providers/Microsoft.Authorization/${kind}/${name}`;
    await api.create(id, { properties });
    return { id, outputs: { name } };
  },
  read: async (id) => (await api.call("GET", id)) && {},
  delete: (id) => api.call("DELETE", id),
  ...more,
});

const roleAssignment = right("roleAssignments", "roleAssignmentName", {
  replaceOn: ["principalId", "principalType", "roleDefinitionId", "scope", "roleAssignmentName"],
});

const roleDefinition = right("roleDefinitions", "roleDefinitionId", {
  replaceOn: ["scope", "roleDefinitionId"],
  update: (id, { scope, roleDefinitionId, ...properties }) => api.call("PUT", id, { properties }),
});

const resourceGroup = kept(
  ({ resourceGroupName }) => api.groupId(resourceGroupName),
  { replaceOn: ["resourceGroupName", "location"], computed: ["name"] },
  ({ resourceGroupName: name }) => ({ name }),
);

const registryId = ({ resourceGroupName, registryName }) =>
  `${api.groupId(resourceGroupName)}/providers/Microsoft.ContainerRegistry/registries/${registryName}`;

const containerRegistry = kept(
  registryId,
  { replaceOn: ["registryName", "resourceGroupName", "location"], computed: ["name", "loginServer"] },
  ({ registryName: name }) => ({ name, loginServer: registry().host }),
);

const identityId = ({ resourceGroupName, resourceName }) =>
  `${api.groupId(resourceGroupName)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${resourceName}`;

const identity = kept(
  identityId,
  {
    named: "resourceName",
    replaceOn: ["resourceName", "resourceGroupName", "location"],
    computed: ["principalId", "clientId", "tenantId", "name"],
    keepsOutputs: true,
  },
  ({ resourceName: name }) => ({ principalId: randomUUID(), clientId: randomUUID(), tenantId: randomUUID(), name }),
);

const federation = kept(
  (inputs) => `${identityId(inputs)}/federatedIdentityCredentials/${inputs.federatedIdentityCredentialResourceName}`,
  {
    named: "federatedIdentityCredentialResourceName",
    replaceOn: ["resourceName", "resourceGroupName", "federatedIdentityCredentialResourceName"],
  },
);

const task = kept((inputs) => `${registryId(inputs)}/tasks/${inputs.taskName}`, {
  named: "taskName",
  replaceOn: ["registryName", "resourceGroupName", "taskName"],
});

serve({
  version,
  configure: (config) => api.configure(config),
  resources: {
    "azure-native:containerregistry:Registry": containerRegistry,
    "azure-native:resources:ResourceGroup": resourceGroup,
    "azure-native:containerregistry:Task": task,
    "azure-native:storage:StorageAccount": account,
    "azure-native:storage:BlobContainer": container,
    "azure-native:authorization:RoleAssignment": roleAssignment,
    "azure-native:authorization:RoleDefinition": roleDefinition,
    "azure-native:managedidentity:UserAssignedIdentity": identity,
    "azure-native:managedidentity:FederatedIdentityCredential": federation,
    ...appsOf(api),
  },
  functions: {
    "azure-native:authorization:getClientToken": async () => ({ token: registry().password }),
    async "azure-native:storage:listStorageAccountKeys"(args) {
      const found = await api.call("POST", `${accountId(args)}/listKeys`);
      if (!found) throw new Error(`The Resource 'Microsoft.Storage/storageAccounts/${args.accountName}' was not found`);
      return found;
    },
    "azure-native:authorization:getClientConfig": async () => ({
      objectId: await api.objectId(),
      subscriptionId: api.subscriptionId,
    }),
  },
});
