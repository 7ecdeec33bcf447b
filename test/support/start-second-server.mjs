import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../../scripts/lib/server.mjs";

/** Starts a server, prints its URL as the last word, and ends it when the standard input ends. */
const home = await mkdtemp(join(tmpdir(), "pulumi-syntask-second-server-"));
const server = await startServer({ home });
process.stdout.write(`\n${server.url}\n`);
process.stdin.resume();
process.stdin.on("end", async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});
