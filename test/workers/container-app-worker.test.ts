import { readFile, writeFile } from "node:fs/promises";
import { AzureEmulator } from "../../emulators/azure/azure-emulator";
import { ContainerAppsAgent } from "../../emulators/azure/container-apps-agent";
import { CloudFolder } from "../support/cloud-folder";
import { describeWorkers, type Surroundings } from "../support/worker-contract";

const resourceGroupName = "flows";

async function start({ name }: Surroundings) {
  const cloud = await CloudFolder.make("pulumi-syntask-container-apps-");
  const azure = await AzureEmulator.start();
  let log = "";
  const agent = new ContainerAppsAgent({
    folder: cloud.path,
    python: process.env.PULUMI_SYNTASK_AZURE_WORKER!,
    healthSeconds: 1,
    log(text) {
      log += text;
    },
  });
  const contentOf = async (pattern: RegExp): Promise<string> => {
    const texts = await Promise.all((await cloud.filesOf(pattern)).map((file) => readFile(file, "utf8")));
    return texts.join("\n");
  };

  return {
    config: azure.config,
    environment: { ...azure.environment(azure.owner), PULUMI_SYNTASK_TEST_CLOUD: cloud.path },
    program: (args: string) => `
const { AzureContainerInstanceInfrastructure, ContainerAppWorker } = require("pulumi-syntask/azure");
const infrastructure = new AzureContainerInstanceInfrastructure("${name}", { resourceGroupName: "${resourceGroupName}" });
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const worker = new ContainerAppWorker("${name}", {
  infrastructure,
  resourceGroupName: "${resourceGroupName}",
  ${args}
});
${cloud.deployment(name)}`,
    log: async () => log,
    declared: () => contentOf(/\/(containerApps|vaults)\/[^/]+$/),
    async hinder() {
      for (const file of await cloud.filesOf(/\/vaults\/[^/]+$/)) {
        const vault = JSON.parse(await readFile(file, "utf8"));
        await writeFile(file, JSON.stringify({ ...vault, properties: { ...vault.properties, accessPolicies: [] } }));
      }
      return [];
    },
    left: () => cloud.files(),
    async stop() {
      await agent.stop();
      await azure.stop();
      await cloud.remove();
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
