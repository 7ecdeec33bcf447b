import { join } from "node:path";
import { cachedFolder, digestOfFolders } from "./cache.mjs";
import { buildGo, requireGo } from "./go.mjs";
import { step } from "./progress.mjs";
import { scripts } from "./repository.mjs";

/** The version in `scripts/fake-gcs/go.mod`. */
const version = "1.52.2";

const source = join(scripts, "fake-gcs");

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
