import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { Problem } from "../../scripts/lib/problem.mjs";
import { start, stop } from "../../scripts/lib/processes.mjs";
import { findOrBuildRegistry } from "./distribution.mjs";

const startSeconds = 30;

/** A user of the registry. */
const user = { username: "worker", password: "sesame-7f3a" };
/** As these the clouds' tokens log in to their registries, for which this one can stand; with the same password. */
const tokenUsers = ["AWS", "oauth2accesstoken", "00000000-0000-0000-0000-000000000000"];
/** Its bcrypt hash, as `htpasswd -B` writes it. */
const hashed = "$2b$12$rYFK/Jub4oh3Iq172ZiDQubEnRBGfqIG2D/cVDiURMAj.Cwo7vYwC";

/**
 * Starts a registry of images on this machine, which wants a user for everything.
 *
 * @returns {Promise<{ address: string, user: { username: string, password: string }, stop: () => Promise<void> }>}
 *   `address` is host and port.
 */
export async function startRegistry() {
  const binaries = await findOrBuildRegistry();
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-registry-"));
  const address = `localhost:${await freePort()}`;
  await writeFile(
    join(folder, "htpasswd"),
    [user.username, ...tokenUsers].map((name) => `${name}:${hashed}\n`).join(""),
  );
  await writeFile(join(folder, "config.yml"), configuration(folder, address));
  const server = start(join(binaries, "registry"), ["serve", join(folder, "config.yml")], { stdio: "ignore" });
  const registry = {
    address,
    user,
    async stop() {
      await stop(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
  const deadline = performance.now() + startSeconds * 1000;
  while (!(await fetch(`http://${address}/v2/`).catch(() => undefined))) {
    if (performance.now() > deadline) {
      await registry.stop();
      throw new Problem(`The registry of images does not answer after ${startSeconds} s.`);
    }
    await sleep(100);
  }
  return registry;
}

const configuration = (folder, address) => `version: 0.1
log: { level: error }
storage:
  filesystem: { rootdirectory: ${join(folder, "images")} }
  delete: { enabled: true }
http: { addr: "${address}", secret: ${randomBytes(16).toString("hex")} }
auth:
  htpasswd: { realm: registry, path: ${join(folder, "htpasswd")} }
`;
