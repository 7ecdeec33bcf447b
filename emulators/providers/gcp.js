const { isDeepStrictEqual } = require("node:util");
const { version } = require("@pulumi/gcp/package.json");
const { GoogleApi } = require("./gcp-api");
const { run } = require("./gcp-run");
const { kept, registry } = require("./kept");
const { serve } = require("./provider-kit");

const api = new GoogleApi();

const bucket = {
  named: "name",
  replaceOn: ["name", "location", "project"],
  computed: ["url", "selfLink"],
  async create(inputs) {
    const { name, project = api.project } = inputs;
    await api.callStorage("POST", `b?project=${project}`, bucketBody(inputs));
    return { id: name, outputs: { project, url: `gs://${name}`, selfLink: `${api.storage}b/${name}` } };
  },
  async read(id, state) {
    const found = await api.callStorage("GET", `b/${id}`);
    if (!found) return undefined;
    const { publicAccessPrevention, uniformBucketLevelAccess } = found.iamConfiguration ?? {};
    const location = state.location.toUpperCase() === found.location ? state.location : found.location;
    const lifecycleRules = found.lifecycle?.rule;
    return {
      location,
      publicAccessPrevention,
      uniformBucketLevelAccess: uniformBucketLevelAccess?.enabled,
      ...(lifecycleRules && { lifecycleRules }),
    };
  },
  update: (id, inputs) => api.callStorage("PATCH", `b/${id}`, bucketBody(inputs)),
  async delete(id, { forceDestroy }) {
    if (forceDestroy) await deleteObjects(id);
    await api.callStorage("DELETE", `b/${id}`);
  },
};

const bucketBody = ({ name, location, labels, publicAccessPrevention, uniformBucketLevelAccess, lifecycleRules }) => ({
  name,
  location,
  labels,
  lifecycle: lifecycleRules && { rule: lifecycleRules },
  iamConfiguration: { publicAccessPrevention, uniformBucketLevelAccess: { enabled: uniformBucketLevelAccess } },
});

async function deleteObjects(id) {
  const { items = [] } = (await api.callStorage("GET", `b/${id}/o`)) ?? {};
  for (const { name } of items) await api.callStorage("DELETE", `b/${id}/o/${encodeURIComponent(name)}`);
}

const bucketMember = {
  replaceOn: ["bucket", "role", "member", "condition"],
  computed: ["etag"],
  async create(inputs) {
    const { role, member, condition } = inputs;
    await api.changePolicy(inputs.bucket, (bindings) => [
      ...without(bindings, inputs),
      { role, members: [member], condition },
    ]);
    return { id: ["b", inputs.bucket, role, member, condition?.title].filter(Boolean).join("/") };
  },
  async read(_, state) {
    const policy = await api.callStorage("GET", `b/${state.bucket}/iam`);
    return policy?.bindings?.some((binding) => isSame(binding, state)) ? {} : undefined;
  },
  async delete(_, state) {
    if (!(await api.callStorage("GET", `b/${state.bucket}`))) return;
    await api.changePolicy(state.bucket, (bindings) => without(bindings, state));
  },
};

const isSame = (binding, { role, member, condition }) =>
  binding.role === role && binding.members.includes(member) && isDeepStrictEqual(binding.condition, condition);

const without = (bindings, grant) => bindings.filter((binding) => !isSame(binding, grant));

const account = {
  named: "accountId",
  replaceOn: ["accountId", "project"],
  computed: ["email", "member", "name", "uniqueId"],
  async create({ accountId, displayName, description, project = api.project }) {
    const body = { accountId, serviceAccount: { displayName, description } };
    const { name, email, uniqueId } = await api.callIam("POST", `projects/${project}/serviceAccounts`, body);
    return { id: name, outputs: { name, email, uniqueId, project, member: `serviceAccount:${email}` } };
  },
  async read(id) {
    const found = await api.callIam("GET", id);
    return found && { displayName: found.displayName, description: found.description };
  },
  update: (id, { displayName, description }) =>
    api.callIam("PATCH", id, { serviceAccount: { displayName, description } }),
  delete: (id) => api.callIam("DELETE", id),
};

const key = {
  replaceOn: ["serviceAccountId", "keepers", "keyAlgorithm", "privateKeyType", "publicKeyType"],
  computed: ["name", "privateKey", "publicKey", "validAfter", "validBefore"],
  async create({ serviceAccountId }) {
    const { name, privateKeyData } = await api.callIam("POST", `${serviceAccountId}/keys`, {});
    return { id: name, outputs: { name, privateKey: privateKeyData } };
  },
  read: async (id) => (await api.callIam("GET", id)) && {},
  delete: (id) => api.callIam("DELETE", id),
};

const repositoryOf = ({ project = api.project, location, repositoryId }) =>
  `projects/${project}/locations/${location}/repositories/${repositoryId}`;

const repository = kept(
  repositoryOf,
  { replaceOn: ["repositoryId", "location", "project", "format"], computed: ["name", "registryUri", "project"] },
  ({ project = api.project, repositoryId: name }) => ({
    name,
    project,
    registryUri: `${registry().host}/${project}/${name}`,
  }),
);

const repositoryMember = kept(
  ({ repository: repositoryId, role, member, ...place }) =>
    `${repositoryOf({ ...place, repositoryId })}/${role}/${member}`,
  { replaceOn: ["repository", "location", "project", "role", "member"], computed: ["etag"] },
);

const projectMember = kept(({ project, role, member }) => `${project}/${role}/${member}`, {
  replaceOn: ["project", "role", "member"],
  computed: ["etag"],
});

const accountMember = kept(({ serviceAccountId, role, member }) => `${serviceAccountId}/${role}/${member}`, {
  replaceOn: ["serviceAccountId", "role", "member"],
  computed: ["etag"],
});

const customRole = kept(
  ({ project, roleId }) => `projects/${project}/roles/${roleId}`,
  { replaceOn: ["roleId", "project"], computed: ["name", "deleted"] },
  (_, name) => ({ name, deleted: false }),
);

const service = kept(({ project, service: name }) => `${project}/${name}`, { replaceOn: ["project", "service"] });

serve({
  version,
  configure: (config) => api.configure(config),
  resources: {
    "gcp:storage/bucket:Bucket": bucket,
    "gcp:storage/bucketIAMMember:BucketIAMMember": bucketMember,
    "gcp:serviceaccount/account:Account": account,
    "gcp:serviceaccount/key:Key": key,
    "gcp:artifactregistry/repository:Repository": repository,
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": repositoryMember,
    "gcp:projects/iAMMember:IAMMember": projectMember,
    "gcp:projects/service:Service": service,
    "gcp:projects/iAMCustomRole:IAMCustomRole": customRole,
    "gcp:serviceaccount/iAMMember:IAMMember": accountMember,
    ...run,
  },
  functions: {
    "gcp:organizations/getClientConfig:getClientConfig": async () => ({ accessToken: registry().password }),
  },
});
