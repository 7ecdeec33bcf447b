import { startDockerEmulator } from "../../emulators/docker/emulator.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";
import { say } from "../../scripts/lib/progress.mjs";

/** Runs this example with a registry on this machine, and does what CI does before Pulumi runs. */
await runMain(() =>
  runEmulatedExample({
    name: "docker-prebuilt",
    deployment: "docker-report",
    worker: "docker-worker",
    workerType: "docker",
    startEmulator,
    publish,
  }),
);

async function startEmulator() {
  const { config, ...emulator } = await startDockerEmulator();
  return { ...emulator, config: { ...config, image: `${config.registry}/flows:main` } };
}

/** Pushes the image by the branch's tag, and by one that names its digest, which workers of docker pools pull. */
async function publish(folder, { config, docker, registry, baseImage }) {
  const { image } = config;
  say(`docker build and docker push of ${image}`);
  await docker("login", registry.address, "--username", registry.user.username, "--password", registry.user.password);
  await docker("build", "--build-arg", `BASE_IMAGE=${baseImage}`, "--tag", image, folder);
  await docker("push", image);
  const { stdout } = await docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", image);
  const tagOfDigest = stdout.trim().replace("@sha256:", ":sha256-");
  await docker("tag", image, tagOfDigest);
  await docker("push", tagOfDigest);
}
