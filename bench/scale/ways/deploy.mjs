import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOrMakePython } from "../../../scripts/lib/python.mjs";
import { prefectEnvironment } from "../../../scripts/lib/server.mjs";
import { measured } from "../../lib/measure.mjs";

/** The deployments alone by `prefect deploy --all`, which has neither variables nor secrets, and deletes nothing. */
export async function openDeploy({ api, count }) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-deploy-"));
  const cwd = join(folder, "project");
  await mkdir(join(cwd, "flows"), { recursive: true });
  for (let i = 0; i < count; i++) {
    await writeFile(
      join(cwd, `flows/f${i}.py`),
      `from prefect import flow\n\n\n@flow(name="bench-flow-${i}")\ndef main(n: int, name: str):\n    pass\n`,
    );
  }
  const python = await findOrMakePython();
  const environment = { ...prefectEnvironment(join(folder, "home"), python), PREFECT_API_URL: api };
  await fetch(`${api}/work_pools/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "bench", type: "process" }),
  });
  const deploy = (revision) => async () => {
    const deployments = Array.from({ length: count }, (_, i) => ({
      name: `bench-deployment-${i}`,
      entrypoint: `flows/f${i}.py:main`,
      version: i === 0 ? revision : "1",
      tags: ["bench", `team-${i % 7}`],
      parameters: { n: i, name: "x" },
      enforce_parameter_schema: false,
      work_pool: { name: "bench", job_variables: { env: { A: "1" } } },
      schedules: [{ cron: `${i % 60} 3 * * *`, timezone: "UTC" }],
    }));
    const pull = [{ "prefect.deployments.steps.set_working_directory": { directory: "/opt/flows" } }];
    await writeFile(join(cwd, "prefect.yaml"), JSON.stringify({ pull, deployments }));
    return measured(["prefect", "--no-prompt", "deploy", "--all"], { cwd, environment });
  };
  return {
    create: deploy("1"),
    "nothing to change": deploy("1"),
    "one of each changed": deploy("2"),
    remove: () => rm(folder, { recursive: true }),
  };
}
