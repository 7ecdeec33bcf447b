import { startDockerEmulator } from "../../emulators/docker/emulator.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example with a registry on this machine. */
await runMain(() =>
  runEmulatedExample({
    name: "docker",
    deployment: "docker-report",
    plugin: "docker",
    worker: "docker-worker",
    workerType: "docker",
    startEmulator,
  }),
);

async function startEmulator() {
  const { config, baseImage, ...emulator } = await startDockerEmulator();
  return { ...emulator, config: { ...config, baseImage } };
}
