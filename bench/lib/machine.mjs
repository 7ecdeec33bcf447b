import { cpus, loadavg, totalmem } from "node:os";
import { run } from "../../scripts/lib/processes.mjs";

/** What else the machine does: with more than its cores, times say little. */
export const load = () => loadavg()[0].toFixed(1);

export async function machine() {
  const node = (await run("node", ["--version"])).stdout.trim();
  return `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${node}`;
}
