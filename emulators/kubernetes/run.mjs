import { runMain } from "../../scripts/lib/problem.mjs";
import { startKubernetesEmulator } from "./emulator.mjs";

/**
 * `run.mjs SETTINGS`, where the settings are JSON: runs the cluster until the process that started it closes its input, and says in
 * one line of JSON how it is reached.
 */
await runMain(async () => {
  const { kubeconfig, stop } = await startKubernetesEmulator(JSON.parse(process.argv[2]));
  console.log(JSON.stringify({ kubeconfig }));
  process.stdin.resume();
  await new Promise((ended) => process.stdin.once("end", ended));
  await stop();
  return 0;
});
