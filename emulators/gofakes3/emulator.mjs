import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { cachedFolder, digestOfFolders } from "../../scripts/lib/cache.mjs";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { buildGo, requireGo } from "../../scripts/lib/go.mjs";
import { Problem } from "../../scripts/lib/problem.mjs";
import { start, stop } from "../../scripts/lib/processes.mjs";
import { step } from "../../scripts/lib/progress.mjs";

const source = fileURLToPath(new URL("server", import.meta.url));
const patienceSeconds = 30;

/**
 * The folder with `gofakes3`, an S3 server in memory that answers in parallel as a real store does, built on first use.
 *
 * @returns {Promise<string>}
 */
export async function findOrBuildEmulator() {
  return cachedFolder(`gofakes3-${await digestOfFolders(source)}`, async (folder) => {
    await requireGo("The S3 server of the benchmark");
    await step("Building an S3 server", () =>
      buildGo(source, "github.com/johannesboyne/gofakes3/cmd/gofakes3", join(folder, "gofakes3")),
    );
  });
}

/**
 * Runs the emulator while something works.
 *
 * @template T
 * @param {string} folder That of `gofakes3`.
 * @param {(url: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withEmulator(folder, work) {
  const address = `127.0.0.1:${await freePort()}`;
  const child = start(join(folder, "gofakes3"), ["-backend", "memory", "-host", address, "-quiet"], {
    stdio: "ignore",
  });
  try {
    const url = `http://${address}`;
    await untilItAnswers(url);
    return await work(url);
  } finally {
    await stop(child);
  }
}

async function untilItAnswers(url) {
  const end = performance.now() + patienceSeconds * 1000;
  while (!(await fetch(url).catch(() => undefined))) {
    if (performance.now() > end) throw new Problem("The S3 server of the benchmark does not answer.");
    await sleep(50);
  }
}
