import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedFolder, digestOfFolders } from "../../scripts/lib/cache.mjs";
import { buildGo, requireGo } from "../../scripts/lib/go.mjs";
import { step } from "../../scripts/lib/progress.mjs";

/** The version in `control-plane/go.mod`. */
const version = "1.31.4";

const source = fileURLToPath(new URL("control-plane", import.meta.url));

/** Of what it is built, by the names of the executables. */
const commands = {
  etcd: "go.etcd.io/etcd/server/v3",
  "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
  "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
};

/**
 * The folder with `etcd`, `kube-apiserver` and `kube-controller-manager`, built on first use.
 *
 * @returns {Promise<string>}
 */
export async function findOrBuildControlPlane() {
  return cachedFolder(`kubernetes-${version}-${await digestOfFolders(source)}`, async (folder) => {
    await requireGo("The control plane of Kubernetes");
    await step("Building the control plane of Kubernetes (first time, about 8 minutes)", async () => {
      for (const [name, command] of Object.entries(commands)) {
        await buildGo(source, command, join(folder, name), linkerFlags);
      }
    });
  });
}

/** What the binaries say that they are, as the release's own build does. */
const linkerFlags = `-X k8s.io/component-base/version.gitVersion=v${version}`;
