import { startAwsEmulator } from "../../emulators/aws/emulator.mjs";
import { startDockerEmulator } from "../../emulators/docker/emulator.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example on an emulator of AWS, with an image of the Python packages that fetch code from there. */
await runMain(() =>
  runEmulatedExample({
    name: "docker-s3",
    deployment: "docker-s3-report",
    plugin: "aws",
    worker: "docker-worker",
    workerType: "docker",
    startEmulator,
  }),
);

async function startEmulator() {
  const docker = await startDockerEmulator({ packages: "aws-worker" });
  const aws = await startAwsEmulator();
  return {
    ...aws,
    config: { ...aws.config, image: docker.baseImage },
    workerEnvironment: docker.workerEnvironment,
    async stop() {
      await aws.stop();
      await docker.stop();
    },
  };
}
