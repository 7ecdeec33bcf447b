const { setTimeout: sleep } = require("node:timers/promises");
const { isDeepStrictEqual } = require("node:util");
const { version } = require("@pulumi/kubernetes/package.json");
const { KubernetesApi } = require("../kubernetes/kubernetes-api");
const { serve } = require("./provider-kit");

const pause = 300;
const manager = "pulumi-kubernetes";
const namedByUs = "pulumi.com/autonamed";
const skipsWaiting = "pulumi.com/skipAwait";

/** @type {KubernetesApi} */
let api;

/**
 * Objects of a kind, which the server applies.
 *
 * @param {string} group Path of their API group.
 * @param {string} plural Of their kind.
 * @param {object} [more]
 * @param {boolean} [more.isOfCluster] Whether they are in no namespace.
 * @param {(olds: object, news: object) => string[]} [more.fixed] Inputs that the server does not let change, when they change.
 * @param {(path: string, object: object) => Promise<void>} [more.settled] Waits until an object does what it is for.
 */
function objects(group, plural, { isOfCluster = false, fixed = () => [], settled = async () => {} } = {}) {
  const idOf = ({ name, namespace = "default" }) => (isOfCluster ? name : `${namespace}/${name}`);
  const pathOf = (id) => {
    const [name, namespace] = id.split("/").reverse();
    return `${group}${isOfCluster ? "" : `/namespaces/${namespace}`}/${plural}/${name}`;
  };

  async function apply(id, inputs) {
    const query = `fieldManager=${manager}&force=true`;
    const type = "application/apply-patch+yaml";
    const object = await api.call("PATCH", `${pathOf(id)}?${query}`, inputs, type);
    if (inputs.metadata.annotations?.[skipsWaiting] === "true") return outputsOf(object);
    try {
      await settled(pathOf(id), object);
    } catch (error) {
      throw Object.assign(error, { made: { id, outputs: outputsOf(object) } });
    }
    return outputsOf(object);
  }

  return {
    recomputed: [],
    replaces: (olds, news) => [
      ...(idOf(olds.metadata) === idOf(news.metadata) ? [] : ["metadata"]),
      ...fixed(olds, news),
    ],
    check: async ({ metadata = {} }, { olds, name }) => ({ metadata: withName(metadata, olds.metadata, name) }),
    async create(inputs) {
      const id = idOf(inputs.metadata);
      if (await api.call("GET", pathOf(id))) throw new Error(`resource "${id}" was not created: it exists already`);
      return { id, outputs: await apply(id, inputs) };
    },
    async read(id, state) {
      const object = await api.call("GET", pathOf(id));
      return object && (state.metadata ? {} : outputsOf(object));
    },
    update: apply,
    async delete(id) {
      const options = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Foreground" };
      await api.call("DELETE", pathOf(id), options);
      while (await api.call("GET", pathOf(id))) await sleep(pause);
    },
  };
}

/** What is left out gets a name by chance, which stays. */
function withName(metadata, olds, name) {
  if (metadata.name) return metadata;
  const kept = olds?.annotations?.[namedByUs] ? olds.name : name;
  return { ...metadata, name: kept, annotations: { ...metadata.annotations, [namedByUs]: "true" } };
}

/** What the server has of an object beside what was given. */
function outputsOf({ metadata: { managedFields, ...metadata }, data }) {
  return { metadata, data };
}

/** Waits until the pods of a Deployment are new and ready. */
async function rolledOut(path, { metadata: { generation } }) {
  for (;;) {
    const { metadata, spec, status } = await api.call("GET", path);
    const progressing = status.conditions?.find(({ type }) => type === "Progressing");
    if (status.observedGeneration >= generation && progressing?.reason === "NewReplicaSetAvailable") return;
    if (status.observedGeneration >= generation && progressing?.reason === "ProgressDeadlineExceeded") {
      throw new Error(`Deployment "${metadata.name}" is not ready: ${await faultOfPods(metadata.namespace, spec)}`);
    }
    await sleep(pause);
  }
}

async function faultOfPods(namespace, { selector: { matchLabels } }) {
  const labels = Object.entries(matchLabels).map(([name, value]) => `${name}=${value}`);
  const query = `labelSelector=${encodeURIComponent(labels.join(","))}`;
  const { items } = await api.call("GET", `/api/v1/namespaces/${namespace}/pods?${query}`);
  const containers = items.flatMap(({ status }) => status.containerStatuses ?? []);
  const waiting = containers.flatMap(({ state }) => (state.waiting ? [state.waiting] : []));
  return waiting.map(({ reason, message }) => `[${reason}] ${message}`).join("; ") || "its pods do not get ready";
}

const changes = (olds, news, key) => (isDeepStrictEqual(olds[key], news[key]) ? [] : [key]);

const core = "/api/v1";
const rights = "/apis/rbac.authorization.k8s.io/v1";

serve({
  version,
  configure({ kubeconfig }) {
    api = KubernetesApi.of(JSON.parse(kubeconfig));
  },
  resources: {
    "kubernetes:core/v1:Namespace": objects(core, "namespaces", { isOfCluster: true }),
    "kubernetes:core/v1:Secret": objects(core, "secrets", {
      fixed: (olds, news) => (olds.immutable ? changes(olds, news, "stringData") : []),
    }),
    "kubernetes:core/v1:ServiceAccount": objects(core, "serviceaccounts"),
    "kubernetes:rbac.authorization.k8s.io/v1:Role": objects(rights, "roles"),
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": objects(rights, "rolebindings", {
      fixed: (olds, news) => changes(olds, news, "roleRef"),
    }),
    "kubernetes:apps/v1:Deployment": objects("/apis/apps/v1", "deployments", {
      fixed: (olds, news) => changes(olds.spec, news.spec, "selector").map(() => "spec"),
      settled: rolledOut,
    }),
  },
});
