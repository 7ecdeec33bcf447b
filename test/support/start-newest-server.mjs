import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Starts the server that the tests of newer servers share, unless `SYNTASK_TEST_NEWEST_API_URL` names one: of the newest
 * series, or of the one that `PULUMI_SYNTASK_SERVER` names.
 */
export default async function start() {
  const { startServer, versionOf } = await import("../../scripts/lib/server.mjs");
  const { findOrMakeServer, serverSeries } = await import("../../scripts/lib/python.mjs");
  const series = process.env.PULUMI_SYNTASK_SERVER ?? serverSeries.at(-1);
  process.env.SYNTASK_TEST_NEWEST_PYTHON = await findOrMakeServer(series);
  const given = process.env.SYNTASK_TEST_NEWEST_API_URL;
  if (given) {
    process.env.SYNTASK_TEST_NEWEST_VERSION = await versionOf(given);
    return;
  }
  const home = await mkdtemp(join(tmpdir(), "pulumi-syntask-newest-server-"));
  const server = await startServer({ home, series });
  process.env.SYNTASK_TEST_NEWEST_API_URL = server.url;
  process.env.SYNTASK_TEST_NEWEST_VERSION = server.version;
  globalThis.stopNewestTestServer = async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
}
