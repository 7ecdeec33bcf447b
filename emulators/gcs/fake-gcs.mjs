import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedFolder, digestOfFolders } from "../../scripts/lib/cache.mjs";
import { buildGo, requireGo } from "../../scripts/lib/go.mjs";
import { step } from "../../scripts/lib/progress.mjs";

/** The version in `fake-gcs/go.mod`. */
const version = "1.52.2";

const source = fileURLToPath(new URL("fake-gcs", import.meta.url));

/**
 * The folder with `fake-gcs-server`, an emulator of Google Cloud Storage, built on first use.
 *
 * @returns {Promise<string>}
 */
export async function findOrBuildFakeGcs() {
  return cachedFolder(`fake-gcs-${version}-${await digestOfFolders(source)}`, async (folder) => {
    await requireGo("The emulator of Google Cloud Storage");
    await step("Building an emulator of Google Cloud Storage (first time, about 2 minutes)", () =>
      buildGo(source, "github.com/fsouza/fake-gcs-server", join(folder, "fake-gcs-server")),
    );
  });
}
