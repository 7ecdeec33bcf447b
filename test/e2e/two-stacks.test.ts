import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { repository } from "../support/documents";
import { raw, serverUrl } from "../support/raw-api";
import { run } from "../support/stack";

let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-two-stacks-"));
  await mkdir(join(folder, "state"));
  await cp(join(repository, "examples/two-stacks"), join(folder, "two-stacks"), { recursive: true });
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  environment = {
    ...process.env,
    PATH: [process.env.PULUMI_SYNTASK_PULUMI_BIN, process.env.PATH].filter(Boolean).join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    SYNTASK_API_URL: serverUrl(),
    SYNTASK_DIALECT: "prefect",
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function deploy(...args: string[]): Promise<string> {
  const { code, output } = await run("node", [join(folder, "two-stacks/deploy.mjs"), ...args], {
    cwd: folder,
    environment,
  });
  if (code !== 0) throw new Error(output);
  return output;
}

test("examples/two-stacks brings both stacks up by the Automation API, has nothing to change then, and takes them away", async () => {
  await deploy();
  const deployments = await raw("POST", "/deployments/filter", {
    deployments: { tags: { all_: ["team:finance"] } },
  });
  const found = deployments.map(({ name, work_pool_name: pool, work_queue_name: queue }: Record<string, string>) => ({
    name,
    pool,
    queue,
  }));
  expect(found.sort((one: any, other: any) => one.name.localeCompare(other.name))).toEqual([
    { name: "forecasts", pool: "shared", queue: "default" },
    { name: "invoices", pool: "shared", queue: "nightly" },
    { name: "ledger", pool: "shared", queue: "nightly" },
  ]);

  expect((await deploy("preview")).match(/^ +\d+ unchanged$/gm)).toHaveLength(2);

  await deploy("destroy");
  await expect(raw("GET", "/work_pools/shared")).rejects.toMatchObject({ status: 404 });
});
