import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedFolder, digestOfFolders } from "../../scripts/lib/cache.mjs";
import { buildGo, requireGo } from "../../scripts/lib/go.mjs";
import { step } from "../../scripts/lib/progress.mjs";

/** What each peer is built from: the folder whose go.mod names it, and the package of its command. */
const packages = { s5cmd: "github.com/peak/s5cmd/v2", rclone: "." };

/**
 * The executable of a peer, built on first use.
 *
 * @param {"s5cmd" | "rclone"} name
 */
export async function findOrBuildPeer(name) {
  const source = fileURLToPath(new URL(`peers/${name}`, import.meta.url));
  const folder = await cachedFolder(`${name}-${await digestOfFolders(source)}`, async (target) => {
    await requireGo(`What the benchmark compares with, ${name},`);
    await step(`Building ${name} (first time, about 2 minutes)`, () =>
      buildGo(source, packages[name], join(target, name)),
    );
  });
  return join(folder, name);
}
