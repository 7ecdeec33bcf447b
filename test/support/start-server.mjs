import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Starts the server that the tests share, unless `SYNTASK_TEST_API_URL` names one. */
export default async function start() {
  const { startServer, versionOf } = await import("../../scripts/lib/server.mjs");
  const given = process.env.SYNTASK_TEST_API_URL;
  if (given) {
    process.env.SYNTASK_TEST_SERVER_VERSION = await versionOf(given);
    return;
  }
  const home = await mkdtemp(join(tmpdir(), "pulumi-syntask-server-"));
  const server = await startServer({ home, series: process.env.PULUMI_SYNTASK_SERVER });
  process.env.SYNTASK_TEST_API_URL = server.url;
  process.env.SYNTASK_TEST_SERVER_VERSION = server.version;
  globalThis.stopTestServer = async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
}
