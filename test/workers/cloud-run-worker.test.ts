import { readFile, rm } from "node:fs/promises";
import { CloudRunAgent } from "../../emulators/gcs/cloud-run-agent";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { CloudFolder } from "../support/cloud-folder";
import { describeWorkers, type Surroundings } from "../support/worker-contract";

async function start({ name }: Surroundings) {
  const cloud = await CloudFolder.make("pulumi-syntask-cloud-run-");
  const google = await GcsEmulator.start();
  let log = "";
  const agent = new CloudRunAgent({
    folder: cloud.path,
    python: process.env.PULUMI_SYNTASK_GCP_WORKER!,
    accountExists: async (email) =>
      (await google.request("GET", `/v1/projects/-/serviceAccounts/${email}`)).status < 300,
    healthSeconds: 1,
    log(text) {
      log += text;
    },
  });
  return {
    config: { ...google.config(), "gcp:region": "europe-west1" },
    secretConfig: google.secretConfig,
    environment: { PULUMI_SYNTASK_TEST_CLOUD: cloud.path },
    program: (args: string) => `
const { CloudRunInfrastructure, CloudRunWorker } = require("pulumi-syntask/gcp");
const infrastructure = new CloudRunInfrastructure("${name}", { access: "runtime" });
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const worker = new CloudRunWorker("${name}", {
  infrastructure,
  ${args}
});
${cloud.deployment(name)}`,
    log: async () => log,
    async declared() {
      const [pool] = await cloud.filesOf(/\/workerPools\/[^/]+$/);
      return readFile(pool!, "utf8");
    },
    async hinder() {
      for (const grant of await cloud.filesOf(/secretmanager\.secretAccessor/)) await rm(grant);
      return [];
    },
    left: () => cloud.files(),
    async stop() {
      await agent.stop();
      await google.stop();
      await cloud.remove();
    },
  };
}

describeWorkers({
  component: "CloudRunWorker",
  provider: "gcp",
  machine: "[0-9a-f]{8}$",
  reference: "secretKeyRef",
  hindrance: /Permission denied on secret: \S+ for Revision service account \S+/,
  hinderedBy: "a secret that they may not read",
  loopbackAdvice: 'write an address that Cloud Run reaches, like "https://syntask.example.com/api"',
  runsAreApart: false,
  start,
});
