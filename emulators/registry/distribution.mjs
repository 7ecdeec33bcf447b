import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedFolder, digestOfFolders } from "../../scripts/lib/cache.mjs";
import { buildGo, requireGo } from "../../scripts/lib/go.mjs";
import { step } from "../../scripts/lib/progress.mjs";

/** The version in `distribution/go.mod`. */
const version = "3.0.0";

const source = fileURLToPath(new URL("distribution", import.meta.url));

/**
 * The folder with `registry`, the registry of images of the CNCF's Distribution project, built on first use.
 *
 * @returns {Promise<string>}
 */
export async function findOrBuildRegistry() {
  return cachedFolder(`registry-${version}-${await digestOfFolders(source)}`, async (folder) => {
    await requireGo("The registry of images");
    await step("Building a registry of images (first time, about 3 minutes)", () =>
      buildGo(source, "github.com/distribution/distribution/v3/cmd/registry", join(folder, "registry")),
    );
  });
}
