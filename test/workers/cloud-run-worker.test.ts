import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudRunAgent } from "../../emulators/gcs/cloud-run-agent";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { describeWorkers, flow, type Surroundings } from "../support/worker-contract";

async function start({ name }: Surroundings) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-cloud-run-"));
  const cloud = join(folder, "cloud");
  await mkdir(join(folder, "flows"));
  await mkdir(cloud);
  await writeFile(join(folder, "flows/etl.py"), flow);
  const google = await GcsEmulator.start();
  let log = "";
  const agent = new CloudRunAgent({
    folder: cloud,
    python: process.env.PULUMI_SYNTASK_GCP_WORKER!,
    accountExists: async (email) =>
      (await google.request("GET", `/v1/projects/-/serviceAccounts/${email}`)).status < 300,
    healthSeconds: 1,
    log(text) {
      log += text;
    },
  });
  /** Files of what is in the cloud, by its id. */
  const filesOf = async (pattern: RegExp): Promise<string[]> =>
    (await readdir(cloud)).filter((file) => pattern.test(decodeURIComponent(file))).map((file) => join(cloud, file));

  return {
    config: { ...google.config(), "gcp:region": "europe-west1" },
    secretConfig: google.secretConfig,
    environment: { PULUMI_SYNTASK_TEST_CLOUD: cloud },
    program: (args: string) => `
const { CloudRunInfrastructure, CloudRunWorker } = require("pulumi-syntask/gcp");
const infrastructure = new CloudRunInfrastructure("${name}", { access: "runtime" });
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const worker = new CloudRunWorker("${name}", {
  infrastructure,
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
    async declared() {
      const [pool] = await filesOf(/\/workerPools\/[^/]+$/);
      return readFile(pool!, "utf8");
    },
    async hinder() {
      for (const grant of await filesOf(/secretmanager\.secretAccessor/)) await rm(grant);
      return [];
    },
    left: () => readdir(cloud),
    async stop() {
      await agent.stop();
      await google.stop();
      await rm(folder, { recursive: true, force: true });
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
