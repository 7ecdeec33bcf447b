import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startCluster } from "../../emulators/kubernetes/cluster.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";
import { repository } from "../../scripts/lib/repository.mjs";

/** Runs this example on Kubernetes' own control plane, with a node whose pods are processes of this machine. */
await runMain(() =>
  runEmulatedExample({
    name: "kubernetes",
    deployment: "kubernetes-report",
    plugin: "kubernetes",
    hasOwnWorker: true,
    startEmulator: (folder) => startCluster(join(repository, "examples/kubernetes/flows"), folder),
    edit,
  }),
);

async function edit(program) {
  const file = join(program, "index.ts");
  await writeFile(file, (await readFile(file, "utf8")).replace("0 6 * * *", "0 7 * * *"));
  return "a cron in index.ts";
}
