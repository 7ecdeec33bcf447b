import { startAwsEmulator } from "./aws/emulator.mjs";
import { environmentOf, startAzureEmulator } from "./azure/emulator.mjs";
import { startGcsEmulator } from "./gcs/emulator.mjs";

/**
 * @typedef {object} RunningEmulator
 * @property {Record<string, string>} config Of the stack.
 * @property {Record<string, string>} [secretConfig]
 * @property {Record<string, string>} [environment] Of Pulumi.
 * @property {Record<string, string>} [workerEnvironment]
 * @property {string[]} [storageArgs] What a program gives to its storage, line by line.
 * @property {() => Promise<void>} stop
 */

const accountName = "flowcode";

/**
 * The emulated clouds by the names of their stores. `plugin`: the Pulumi provider in whose place its double comes;
 * `worker`: the environment of a worker that fetches code from it.
 *
 * @type {Record<string, { title: string, plugin: string, worker: string, startEmulator: () => Promise<RunningEmulator> }>}
 */
export const emulators = {
  s3: { title: "AWS", plugin: "aws", worker: "aws-worker", startEmulator: startAwsEmulator },
  azure: { title: "Azure", plugin: "azure-native", worker: "azure-worker", startEmulator: startAzure },
  gcs: { title: "Google Cloud", plugin: "gcp", worker: "gcp-worker", startEmulator: startGcs },
};

async function startAzure() {
  const emulator = await startAzureEmulator();
  const endpoint = `${emulator.secureUrl}/${accountName}`;
  return {
    config: {
      "azure-native:subscriptionId": "00000000-0000-0000-0000-000000000001",
      "azure-native:metadataHost": emulator.secureUrl,
      "azure-native:location": "westeurope",
      resourceGroupName: "flows",
      endpoint,
      accountName,
    },
    storageArgs: [
      'resourceGroupName: config.require("resourceGroupName"),',
      'endpoint: config.get("endpoint"),',
      'storageAccountArgs: { accountName: config.get("accountName") },',
    ],
    environment: environmentOf(emulator, emulator.owner),
    workerEnvironment: { REQUESTS_CA_BUNDLE: emulator.certificate },
    stop: emulator.stop,
  };
}

async function startGcs() {
  const { url, ownerToken, stop } = await startGcsEmulator();
  return {
    config: {
      "gcp:project": "emulator",
      "gcp:storageCustomEndpoint": `${url}/storage/v1/`,
      "gcp:iamCustomEndpoint": `${url}/v1/`,
    },
    environment: { GOOGLE_OAUTH_ACCESS_TOKEN: ownerToken },
    workerEnvironment: { STORAGE_EMULATOR_HOST: url },
    stop,
  };
}
