import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findCommand } from "./commands.mjs";
import { run, start, stop } from "./processes.mjs";

const startSeconds = 60;

/**
 * A Docker daemon: the one that `docker` finds, else one that is started here and ends with this process.
 *
 * @returns {Promise<{ host: string | undefined, stop: () => Promise<void> } | { missing: string }>} `host` is for
 *   DOCKER_HOST; undefined for that of the environment. `missing` says what there is none for.
 */
export async function findOrStartDocker() {
  if (!(await findCommand("docker"))) return { missing: "the command `docker` is missing" };
  if (await answers()) return { host: undefined, stop: async () => {} };
  const daemon = await findCommand("dockerd");
  if (!daemon) return { missing: "no Docker daemon answers and `dockerd` is missing" };
  if (process.getuid?.() !== 0) return { missing: "no Docker daemon answers, and only root can start one" };
  return startDaemon(daemon);
}

const answers = async (host) =>
  (await run("docker", [...(host ? ["--host", host] : []), "version"], { mayFail: true })).code === 0;

/** Without a network of its own, as a container may not make one; `vfs` runs on any file system. */
async function startDaemon(command) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-dockerd-"));
  const host = `unix://${folder}/docker.sock`;
  await mkdir(join(folder, "data"));
  const daemon = start(
    command,
    [
      ...["--host", host, "--data-root", join(folder, "data"), "--exec-root", join(folder, "exec")],
      ...["--pidfile", join(folder, "pid"), "--storage-driver=vfs", "--bridge=none"],
      ...["--iptables=false", "--ip6tables=false", "--log-level=error"],
    ],
    { stdio: "ignore" },
  );
  const stopDaemon = async () => {
    await stop(daemon, 30);
    // A daemon leaves the network of its host mounted.
    await run("umount", [join(folder, "exec/netns/default")], { mayFail: true });
    await rm(folder, { recursive: true, force: true });
  };
  for (let second = 0; second < startSeconds; second++) {
    if (await answers(host)) return { host, stop: stopDaemon };
    if (daemon.exitCode !== null) break;
    await sleep(1000);
  }
  await stopDaemon();
  return { missing: "no Docker daemon answers, and `dockerd` does not run on this machine" };
}
