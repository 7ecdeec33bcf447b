const { isDeepStrictEqual } = require("node:util");
const { serve, secret, unsecret } = require("./provider-kit");
const { GoogleApi } = require("./gcp-api");

const api = new GoogleApi();
const lengthOfSuffix = 7;

/** Adds the suffix that the real provider adds to a name that was left out, and keeps it from one run to the next. */
function withGivenName(property, { name, olds, news, seed }) {
  if (news[property] !== undefined) return { ...news, __defaults: [] };
  const suffix = seed.toString("hex").slice(0, lengthOfSuffix);
  const given = olds.__defaults?.includes(property) ? olds[property] : `${name}-${suffix}`.toLowerCase();
  return { ...news, [property]: given, __defaults: [property] };
}

const bucket = {
  replaceOn: ["name", "location", "project"],
  computed: ["url", "selfLink"],
  check: (call) => ({ inputs: withGivenName("name", call) }),
  async create({ inputs }) {
    await api.callStorage("POST", `b?project=${inputs.project ?? api.project}`, bucketBody(inputs));
    return { id: inputs.name, outs: bucketOutputs(inputs) };
  },
  async read({ id, inputs }) {
    const found = await api.callStorage("GET", `b/${id}`);
    if (!found) return undefined;
    const { publicAccessPrevention, uniformBucketLevelAccess } = found.iamConfiguration ?? {};
    const read = {
      ...inputs,
      name: id,
      location: inputs.location?.toUpperCase() === found.location ? inputs.location : found.location,
      publicAccessPrevention,
      uniformBucketLevelAccess: uniformBucketLevelAccess?.enabled,
    };
    return { inputs: read, outs: { ...read, ...bucketOutputs(read) } };
  },
  async update({ id, news }) {
    await api.callStorage("PATCH", `b/${id}`, bucketBody(news));
    return {};
  },
  async delete({ id, state }) {
    if (state.forceDestroy) await deleteObjects(id);
    await api.callStorage("DELETE", `b/${id}`);
  },
};

const bucketBody = ({ name, location, labels, publicAccessPrevention, uniformBucketLevelAccess }) => ({
  name,
  location,
  labels,
  iamConfiguration: { publicAccessPrevention, uniformBucketLevelAccess: { enabled: uniformBucketLevelAccess } },
});

const bucketOutputs = ({ name, project }) => ({
  url: `gs://${name}`,
  selfLink: `https://www.googleapis.com/storage/v1/b/${name}`,
  project: project ?? api.project,
});

async function deleteObjects(id) {
  const { items = [] } = await api.callStorage("GET", `b/${id}/o`);
  for (const { name } of items) await api.callStorage("DELETE", `b/${id}/o/${encodeURIComponent(name)}`);
}

const bucketMember = {
  replaceOn: ["bucket", "role", "member", "condition"],
  computed: ["etag"],
  async create({ inputs }) {
    const { role, member, condition } = inputs;
    await api.changePolicy(inputs.bucket, (bindings) => [
      ...without(bindings, inputs),
      { role, members: [member], condition },
    ]);
    const id = ["b", inputs.bucket, role, member, condition?.title].filter(Boolean).join("/");
    return { id, outs: {} };
  },
  async read({ inputs }) {
    const policy = await api.callStorage("GET", `b/${inputs.bucket}/iam`);
    return policy?.bindings?.some((binding) => isSame(binding, inputs)) ? { inputs, outs: inputs } : undefined;
  },
  async delete({ state }) {
    if (!(await api.callStorage("GET", `b/${state.bucket}`))) return;
    await api.changePolicy(state.bucket, (bindings) => without(bindings, state));
  },
};

const isSame = (binding, { role, member, condition }) =>
  binding.role === role && binding.members.includes(member) && isDeepStrictEqual(binding.condition, condition);

const without = (bindings, grant) => bindings.filter((binding) => !isSame(binding, grant));

const account = {
  replaceOn: ["accountId", "project"],
  computed: ["email", "member", "name", "uniqueId"],
  check: (call) => ({ inputs: withGivenName("accountId", call) }),
  async create({ inputs: { accountId, displayName, description, project = api.project } }) {
    const body = { accountId, serviceAccount: { displayName, description } };
    const { name, email, uniqueId } = await api.callIam("POST", `projects/${project}/serviceAccounts`, body);
    return { id: name, outs: { name, email, uniqueId, member: `serviceAccount:${email}`, project } };
  },
  async read({ id, inputs, state }) {
    const found = await api.callIam("GET", id);
    return found && { inputs, outs: { ...state, ...inputs } };
  },
  async update({ id, news: { displayName, description } }) {
    await api.callIam("PATCH", id, { serviceAccount: { displayName, description } });
    return {};
  },
  delete: ({ id }) => api.callIam("DELETE", id),
};

const key = {
  replaceOn: ["serviceAccountId", "keepers", "keyAlgorithm", "privateKeyType", "publicKeyType"],
  computed: ["privateKey", "publicKey", "name", "validAfter", "validBefore"],
  async create({ inputs }) {
    const { name, privateKeyData } = await api.callIam("POST", `${inputs.serviceAccountId}/keys`, {});
    return { id: name, outs: { name, privateKey: secret(privateKeyData) } };
  },
  async read({ id, inputs, state }) {
    return (await api.callIam("GET", id)) && { inputs, outs: { ...state, ...inputs } };
  },
  delete: ({ id }) => api.callIam("DELETE", id),
};

serve({
  name: "gcp",
  version: require("@pulumi/gcp/package.json").version,
  acceptSecrets: true,
  configure: (config) => api.configure(unsecret(config)),
  resources: {
    "gcp:storage/bucket:Bucket": bucket,
    "gcp:storage/bucketIAMMember:BucketIAMMember": bucketMember,
    "gcp:serviceaccount/account:Account": account,
    "gcp:serviceaccount/key:Key": key,
  },
});
