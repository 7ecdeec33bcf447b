import { startDockerEmulator } from "../../emulators/docker/emulator.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example with a registry on this machine, whose Docker runs the worker that the example makes. */
await runMain(() =>
  runEmulatedExample({
    name: "docker-worker",
    deployment: "docker-worker-report",
    plugin: "docker",
    hasOwnWorker: true,
    startEmulator,
  }),
);

async function startEmulator() {
  const { config, baseImage, ...emulator } = await startDockerEmulator();
  return { ...emulator, config: { ...config, baseImage } };
}
