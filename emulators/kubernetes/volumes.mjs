import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Why the container of a pod does not start, by Kubernetes' own name for the reason. */
export class CannotStart extends Error {
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Makes the volumes of a pod in a folder: those that the components declare, and that of the service account's token.
 *
 * @param {import("./kubernetes-api.js").KubernetesApi} api As the node.
 * @returns {Promise<Map<string, string>>} Their folders by their names.
 */
export async function makeVolumes(api, { metadata, spec }, folder) {
  const made = new Map();
  for (const { name, emptyDir, projected } of spec.volumes ?? []) {
    const path = join(folder, "volumes", name);
    await mkdir(path, { recursive: true });
    if (projected) await project(api, metadata, spec, projected.sources, path);
    else if (!emptyDir) throw new CannotStart("CreateContainerConfigError", `the node knows no volume like "${name}"`);
    made.set(name, path);
  }
  return made;
}

async function project(api, metadata, spec, sources, path) {
  const files = {};
  for (const { serviceAccountToken, configMap, downwardAPI } of sources) {
    if (serviceAccountToken) files[serviceAccountToken.path] = await tokenOf(api, metadata, spec, serviceAccountToken);
    if (configMap) {
      const found = await api.call("GET", `/api/v1/namespaces/${metadata.namespace}/configmaps/${configMap.name}`);
      if (!found) throw new CannotStart("ContainerCreating", `configmap "${configMap.name}" not found`);
      for (const { key, path: file } of configMap.items) files[file] = found.data[key];
    }
    for (const { path: file, fieldRef } of downwardAPI?.items ?? []) {
      files[file] = metadata[fieldRef.fieldPath.replace(/^metadata\./, "")];
    }
  }
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), content, { mode: 0o600 });
  }
}

/** A token of the pod's own service account, which ends with the pod. */
async function tokenOf(api, { namespace, name, uid }, { serviceAccountName }, { audience, expirationSeconds }) {
  const boundObjectRef = { apiVersion: "v1", kind: "Pod", name, uid };
  const spec = { audiences: audience ? [audience] : [], expirationSeconds, boundObjectRef };
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccountName}/token`;
  return (await api.call("POST", path, { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec })).status
    .token;
}
