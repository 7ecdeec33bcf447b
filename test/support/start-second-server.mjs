import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../../scripts/lib/server.mjs";

/** Starts a server with the settings that it is given as JSON, prints its URL as the last word, and ends it when the standard input ends. */
const home = await mkdtemp(join(tmpdir(), "pulumi-syntask-second-server-"));
const server = await startServer({ home, ...JSON.parse(process.argv[2]) });
process.stdout.write(`\n${server.url}\n`);
process.stdin.resume();
process.stdin.on("end", async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});
