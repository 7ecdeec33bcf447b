import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Starts the server that the tests share, unless `SYNTASK_TEST_API_URL` names one. */
export default async function start() {
  if (process.env.SYNTASK_TEST_API_URL) return;
  const { startServer } = await import("../../scripts/lib/server.mjs");
  const home = await mkdtemp(join(tmpdir(), "pulumi-syntask-server-"));
  const server = await startServer({ home });
  process.env.SYNTASK_TEST_API_URL = server.url;
  globalThis.stopTestServer = async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
}
