import { environmentOf, startAzureEmulator } from "../../scripts/azure/emulator.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

const accountName = "flowcode";

/** Runs this example on an emulator of Azure Blob Storage. */
await runMain(() =>
  runEmulatedExample({
    name: "azure",
    deployment: "azure-report",
    plugin: "azure-native",
    worker: "azure-worker",
    startEmulator,
  }),
);

async function startEmulator() {
  const emulator = await startAzureEmulator();
  return {
    config: {
      "azure-native:subscriptionId": "00000000-0000-0000-0000-000000000001",
      "azure-native:metadataHost": emulator.secureUrl,
      "azure-native:location": "westeurope",
      resourceGroupName: "flows",
      endpoint: `${emulator.secureUrl}/${accountName}`,
      accountName,
    },
    environment: environmentOf(emulator, emulator.owner),
    workerEnvironment: { REQUESTS_CA_BUNDLE: emulator.certificate },
    stop: emulator.stop,
  };
}
