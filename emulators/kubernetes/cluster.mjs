import { join } from "node:path";
import { publishFlows } from "../../scripts/lib/flow-repository.mjs";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { start, stop } from "../../scripts/lib/processes.mjs";
import { findOrMakeEnvironment } from "../../scripts/lib/python.mjs";
import { openGateway, ownAddress } from "../gateway.mjs";
import { startKubernetesEmulator } from "./emulator.mjs";

/** Between questions of probes: nobody waits here as long as in a cluster. */
const probeSeconds = 2;

/**
 * Starts a cluster on this machine, and a git host that its pods reach.
 *
 * @param {string} flows Folder with the code that the git host has.
 * @param {string} folder For the repository.
 * @returns as `runEmulatedExample` wants it
 */
export async function startCluster(flows, folder) {
  const python = await findOrMakeEnvironment("kubernetes-worker");
  await publishFlows(flows, join(folder, "repositories/flows.git"));
  const [host, port] = [ownAddress(), await freePort()];
  const reached = ["--reuseaddr", `--listen=${host}`, `--port=${port}`];
  const git = start("git", ["daemon", ...reached, "--export-all", `--base-path=${join(folder, "repositories")}`], {
    stdio: "ignore",
  });
  const { kubeconfig, stop: stopCluster } = await startKubernetesEmulator({ python, probeSeconds });
  const gateways = [];
  return {
    config: { repository: `git://${host}:${port}/flows.git` },
    secretConfig: { "kubernetes:kubeconfig": kubeconfig },
    /** @param {string} apiUrl of a server on the loopback address, which pods do not reach */
    async configFor(apiUrl) {
      const gateway = await openGateway(apiUrl);
      gateways.push(gateway);
      return { workerApiUrl: gateway.url };
    },
    async stop() {
      await stopCluster();
      await stop(git);
      for (const gateway of gateways) gateway.close();
    },
  };
}
