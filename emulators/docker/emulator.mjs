import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOrStartDocker } from "../../scripts/lib/docker.mjs";
import { Problem } from "../../scripts/lib/problem.mjs";
import { run } from "../../scripts/lib/processes.mjs";
import { step } from "../../scripts/lib/progress.mjs";
import { findOrMakeEnvironment } from "../../scripts/lib/python.mjs";
import { startRegistry } from "../registry/emulator.mjs";
import { makePythonImage } from "./python-image.mjs";

const baseImage = "pulumi-syntask-example-python:latest";

/**
 * Starts a registry of images, and Docker where none runs, with an image to build on.
 *
 * @param {{ packages?: string }} [image] `packages`: the environment whose packages it has
 * @returns as `runEmulatedExample` wants it; `docker` runs a command of Docker's, `registry` and `baseImage` say with what
 */
export async function startDockerEmulator({ packages = "docker-worker" } = {}) {
  const daemon = await findOrStartDocker();
  if (daemon.missing)
    throw new Problem(`This example needs Docker, and ${daemon.missing}: https://docs.docker.com/engine/install.`);
  const logins = await mkdtemp(join(tmpdir(), "pulumi-syntask-docker-"));
  const environment = { DOCKER_CONFIG: logins, DOCKER_BUILDKIT: "0", ...(daemon.host && { DOCKER_HOST: daemon.host }) };
  const docker = (...args) => run("docker", args, { environment: { ...process.env, ...environment } });
  const registry = await startRegistry();
  const python = await findOrMakeEnvironment(packages);
  await step("Making an image of this machine's Python, to build on", () =>
    makePythonImage(baseImage, python, { ...process.env, ...environment }),
  );
  const { address, user } = registry;
  return {
    config: { registry: address, registryUser: user.username },
    secretConfig: { registryPassword: user.password },
    environment,
    workerEnvironment: environment,
    docker,
    registry,
    baseImage,
    async stop() {
      await docker("image", "rm", "--force", baseImage);
      await registry.stop();
      await daemon.stop();
      await rm(logins, { recursive: true, force: true });
    },
  };
}
