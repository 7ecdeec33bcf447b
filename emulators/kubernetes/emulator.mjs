import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { Problem } from "../../scripts/lib/problem.mjs";
import { run, start, stop } from "../../scripts/lib/processes.mjs";
import { findOrBuildControlPlane } from "./control-plane.mjs";
import { Kubelet } from "./kubelet.mjs";
import { KubernetesApi } from "./kubernetes-api.js";

const startSeconds = 120;
const host = "127.0.0.1";
const nodeName = "this-machine";
/** Of services, one of which is the API server itself. */
const serviceAddresses = "10.0.0.0/24";

/** Who shows which token, and the group that gives the rights. */
const accounts = {
  administrator: { user: "administrator", group: "system:masters" },
  controllers: { user: "system:kube-controller-manager" },
  scheduler: { user: "system:kube-scheduler" },
  node: { user: `system:node:${nodeName}`, group: "system:nodes" },
};

/**
 * @typedef {object} KubernetesEmulator
 * @property {string} kubeconfig Of somebody who may do everything, as JSON.
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a cluster on this machine: Kubernetes' own control plane, and one node, whose pods are processes.
 *
 * @param {import("./kubelet.mjs").Settings} settings Of the node.
 * @returns {Promise<KubernetesEmulator>}
 */
export async function startKubernetesEmulator(settings) {
  const binaries = await findOrBuildControlPlane();
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-kubernetes-"));
  const tokens = Object.fromEntries(Object.keys(accounts).map((name) => [name, randomBytes(16).toString("hex")]));
  const cluster = { binaries, folder, tokens, processes: [] };
  let kubelet;
  const end = async () => {
    await kubelet?.stop();
    for (const process of cluster.processes.reverse()) await stop(process);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const store = await startStore(cluster);
    const server = await startApiServer(cluster, store);
    const certificate = await readFile(join(folder, "certificates/apiserver.crt"), "utf8");
    const apiOf = (name) => new KubernetesApi(server, certificate, tokens[name]);
    const kubeconfigOf = (name) => kubeconfig(server, certificate, tokens[name]);
    await startControllers(cluster, kubeconfigOf("controllers"));
    kubelet = new Kubelet(nodeName, apiOf("node"), apiOf("scheduler"), {
      ...settings,
      folder: join(folder, "node"),
      certificate: { cert: certificate, key: await readFile(join(folder, "certificates/apiserver.key")) },
    });
    await kubelet.start();
    return { kubeconfig: kubeconfigOf("administrator"), stop: end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function startStore(cluster) {
  const [client, peer] = await Promise.all([freePort(), freePort()]);
  const [url, peerUrl] = [client, peer].map((port) => `http://${host}:${port}`);
  const urls = ["--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", peerUrl];
  const peers = ["--initial-advertise-peer-urls", peerUrl, "--initial-cluster", `default=${peerUrl}`];
  const kept = ["--data-dir", join(cluster.folder, "store"), "--unsafe-no-fsync"];
  await startPart(cluster, "etcd", [...kept, ...urls, ...peers], () => isWell(`${url}/health`));
  return url;
}

async function startApiServer(cluster, store) {
  const { folder, tokens } = cluster;
  const port = await freePort();
  const lines = Object.entries(accounts).map(
    ([name, { user, group }]) => `${tokens[name]},${user},${name}${group ? `,${group}` : ""}\n`,
  );
  await writeFile(join(folder, "tokens.csv"), lines.join(""), { mode: 0o600 });
  await run("openssl", ["genrsa", "-out", join(folder, "accounts.key"), "2048"]);
  const url = `https://${host}:${port}`;
  const addresses = ["--bind-address", host, "--secure-port", String(port), "--endpoint-reconciler-type", "none"];
  const authorization = ["--authorization-mode", "Node,RBAC", "--enable-admission-plugins", "NodeRestriction"];
  const keys = ["service-account-key-file", "service-account-signing-key-file"].flatMap((flag) => [
    `--${flag}`,
    join(folder, "accounts.key"),
  ]);
  await startPart(
    cluster,
    "kube-apiserver",
    [
      ...["--etcd-servers", store, "--cert-dir", join(folder, "certificates")],
      ...["--token-auth-file", join(folder, "tokens.csv"), "--service-account-issuer", url],
      ...["--service-cluster-ip-range", serviceAddresses],
      ...addresses,
      ...authorization,
      ...keys,
    ],
    async () => {
      const certificate = await readFile(join(folder, "certificates/apiserver.crt"), "utf8").catch(() => undefined);
      if (!certificate) return false;
      return isReady(new KubernetesApi(url, certificate, tokens.administrator));
    },
  );
  return url;
}

const isReady = (api) =>
  api.send("GET", "/readyz").then(
    ({ status }) => status === 200,
    () => false,
  );

async function startControllers(cluster, kubeconfig) {
  const { folder } = cluster;
  const file = join(folder, "controllers.json");
  await writeFile(file, kubeconfig, { mode: 0o600 });
  await startPart(
    cluster,
    "kube-controller-manager",
    [
      ...["--kubeconfig", file, "--leader-elect=false", "--secure-port", "0", "--use-service-account-credentials"],
      ...["--service-account-private-key-file", join(folder, "accounts.key")],
      ...["--root-ca-file", join(folder, "certificates/apiserver.crt")],
    ],
    async () => true,
  );
}

/** Starts one of the binaries and waits until it answers. */
async function startPart({ binaries, folder, processes }, name, args, answers) {
  const child = start(join(binaries, name), args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (data) => {
    log = (log + data).slice(-shownLogCharacters);
  });
  processes.push(child);
  let hasEnded = false;
  void once(child, "exit").then(() => {
    hasEnded = true;
  });
  const deadline = performance.now() + startSeconds * 1000;
  while (!(await answers())) {
    if (hasEnded || performance.now() > deadline) throw new Problem(`${log}\n${name} did not start`);
    await sleep(100);
  }
}

const shownLogCharacters = 3000;

const isWell = (url) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

function kubeconfig(server, certificate, token) {
  const data = Buffer.from(certificate).toString("base64");
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "emulator", cluster: { server, "certificate-authority-data": data } }],
    users: [{ name: "emulator", user: { token } }],
    contexts: [{ name: "emulator", context: { cluster: "emulator", user: "emulator" } }],
    "current-context": "emulator",
  });
}
