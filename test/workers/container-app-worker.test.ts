import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureEmulator } from "../../emulators/azure/azure-emulator";
import { ContainerAppsAgent } from "../../emulators/azure/container-apps-agent";
import { describeWorkers, flow, type Surroundings } from "../support/worker-contract";

const resourceGroupName = "flows";

async function start({ name }: Surroundings) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-container-apps-"));
  const cloud = join(folder, "cloud");
  await mkdir(join(folder, "flows"));
  await mkdir(cloud);
  await writeFile(join(folder, "flows/etl.py"), flow);
  const azure = await AzureEmulator.start();
  let log = "";
  const agent = new ContainerAppsAgent({
    folder: cloud,
    python: process.env.PULUMI_SYNTASK_AZURE_WORKER!,
    healthSeconds: 1,
    log(text) {
      log += text;
    },
  });
  /** Files of what is in the cloud, by its id. */
  const filesOf = async (pattern: RegExp): Promise<string[]> =>
    (await readdir(cloud)).filter((file) => pattern.test(decodeURIComponent(file))).map((file) => join(cloud, file));
  const contentOf = async (pattern: RegExp): Promise<string> => {
    const texts = await Promise.all((await filesOf(pattern)).map((file) => readFile(file, "utf8")));
    return texts.join("\n");
  };

  return {
    config: azure.config,
    environment: { ...azure.environment(azure.owner), PULUMI_SYNTASK_TEST_CLOUD: cloud },
    program: (args: string) => `
const { AzureContainerInstanceInfrastructure, ContainerAppWorker } = require("pulumi-syntask/azure");
const infrastructure = new AzureContainerInstanceInfrastructure("${name}", { resourceGroupName: "${resourceGroupName}" });
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const worker = new ContainerAppWorker("${name}", {
  infrastructure,
  resourceGroupName: "${resourceGroupName}",
  ${args}
});
const deployment = new syntask.Deployment("${name}", {
  flow: "main",
  entrypoint: "etl.py:main",
  pullSteps: [syntask.setWorkingDirectory({ directory: "${join(folder, "flows")}" })],
  workPool,
});
Object.assign(exports, { workerName: worker.workerName, id: deployment.id });
`,
    log: async () => log,
    declared: () => contentOf(/\/(containerApps|vaults)\/[^/]+$/),
    async hinder() {
      for (const file of await filesOf(/\/vaults\/[^/]+$/)) {
        const vault = JSON.parse(await readFile(file, "utf8"));
        await writeFile(file, JSON.stringify({ ...vault, properties: { ...vault.properties, accessPolicies: [] } }));
      }
      return [];
    },
    left: () => readdir(cloud),
    async stop() {
      await agent.stop();
      await azure.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describeWorkers({
  component: "ContainerAppWorker",
  provider: "azure-native",
  machine: "worker[a-z0-9]+-[0-9a-f]{8}--",
  reference: "secretRef",
  hindrance: /Unable to get value using Managed identity \S+ for secret worker/,
  hinderedBy: "a secret that they may not read",
  loopbackAdvice: 'write an address that Container Apps reach, like "https://syntask.example.com/api"',
  runsAreApart: false,
  start,
});
