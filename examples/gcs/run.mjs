import { startGcsEmulator } from "../../scripts/gcs/emulator.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example on an emulator of Google Cloud Storage. */
await runMain(() =>
  runEmulatedExample({ name: "gcs", deployment: "gcs-report", plugin: "gcp", worker: "gcp-worker", startEmulator }),
);

async function startEmulator() {
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
