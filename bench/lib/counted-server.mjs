import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../../scripts/lib/server.mjs";
import { CountingProxy } from "./counting-proxy.mjs";

/**
 * A server that nothing else has touched and whose schedules start no runs, with calls that are counted.
 *
 * @param {string | undefined} database URL of another database than SQLite, which is empty.
 */
export async function startCountedServer(database) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-server-"));
  const server = await startServer({
    home: join(folder, "server"),
    environment: {
      PREFECT_API_SERVICES_SCHEDULER_ENABLED: "false",
      PREFECT_API_SERVICES_LATE_RUNS_ENABLED: "false",
      ...(database && { PREFECT_API_DATABASE_CONNECTION_URL: database }),
    },
  });
  const proxy = await CountingProxy.start(server.url);
  return {
    /** Its API, whose calls are counted. */
    api: proxy.url,
    /** The same without a count, for what a person does. */
    uncounted: server.url,
    takeCalls: () => proxy.take(),
    async stop() {
      await proxy.stop();
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}
