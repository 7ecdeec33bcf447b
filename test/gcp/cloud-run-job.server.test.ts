import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudRunInfrastructure } from "../../sdk/src/gcp";
import { declare, resolved } from "../support/mocks";
import { serverUrl, unique } from "../support/raw-api";
import { made } from "../support/resource";
import { run } from "../support/stack";

const keyOfWorker = "pnu_0123456789abcdef";

/** The variables of the job that the worker's own code makes for a run of a pool, whose deployment has one more. */
async function variablesOfJob(pool: string): Promise<Record<string, any>[]> {
  const worker = process.env.PULUMI_SYNTASK_GCP_WORKER;
  if (!worker) throw new Error("no worker: run the tests with `npm test`");
  const home = await mkdtemp(join(tmpdir(), "pulumi-syntask-worker-"));
  const login = join(home, "login.json");
  await writeFile(
    login,
    JSON.stringify({ type: "authorized_user", client_id: "a", client_secret: "b", refresh_token: "c" }),
  );
  const environment = {
    ...process.env,
    PREFECT_HOME: home,
    PREFECT_API_URL: serverUrl(),
    PREFECT_API_KEY: keyOfWorker,
    GOOGLE_APPLICATION_CREDENTIALS: login,
    GOOGLE_CLOUD_PROJECT: "project-1",
  };
  const values = JSON.stringify({ image: "flows", env: { MODE: "fast" } });
  const { output } = await run(join(worker, "python"), [join(__dirname, "cloud_run_job.py"), pool, values], {
    environment,
  });
  await rm(home, { recursive: true, force: true });
  const job = JSON.parse(output.trim().split("\n").at(-1)!);
  return job.template.template.containers[0].env;
}

test("a job of the worker's own code reads the API key from the secret, and has the worker's nowhere", async () => {
  let infrastructure!: CloudRunInfrastructure;
  const apiKeySecret = "projects/keys/secrets/syntask-key";
  await declare(
    () => {
      infrastructure = new CloudRunInfrastructure("flows", { apiKeySecret, access: "runtime" });
    },
    { "gcp:project": "project-1", "syntask:dialect": "prefect" },
  );
  const jobConfiguration = await resolved(infrastructure.jobConfiguration);
  const pool = await made("WorkPool", { name: unique("cloud-run"), type: "cloud-run-v2", jobConfiguration });
  const variables = await variablesOfJob(pool.stored!.outs.name);
  expect(JSON.stringify(variables)).not.toContain(keyOfWorker);
  expect(variables).toEqual(
    expect.arrayContaining([
      { name: "PREFECT_API_URL", value: serverUrl() },
      { name: "MODE", value: "fast" },
      { name: "PREFECT_API_KEY", valueSource: { secretKeyRef: { secret: apiKeySecret, version: "latest" } } },
    ]),
  );
  await pool.destroy();
});

test("without it the same code writes the worker's key into the job", async () => {
  const pool = await made("WorkPool", { name: unique("cloud-run"), type: "cloud-run-v2" });
  expect(await variablesOfJob(pool.stored!.outs.name)).toContainEqual({ name: "PREFECT_API_KEY", value: keyOfWorker });
  await pool.destroy();
});
