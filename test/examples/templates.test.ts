import { readdirSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { awsConfig, createAdministrator } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { AzureEmulator } from "../../emulators/azure/azure-emulator";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { installDouble } from "../../emulators/providers/install";
import { serverUrl, unique } from "../support/raw-api";
import { run } from "../support/stack";
import { runDeployments } from "../support/worker";

const repository = resolve(__dirname, "../..");
const templates = join(repository, "examples/templates");
const { devDependencies } = require("../../package.json") as { devDependencies: Record<string, string> };
let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-templates-"));
  await must("npm", ["pack", "--workspace", "pulumi-syntask", "--pack-destination", folder], repository);
  tarball = join(folder, (await readdir(folder)).find((file) => file.endsWith(".tgz"))!);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function must(command: string, args: string[], cwd: string, environment = process.env): Promise<string> {
  const { code, output } = await run(command, args, { cwd, environment });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}:\n${output}`);
  return output;
}

/** What a template's program finds in the place of its cloud. */
interface Cloud {
  /** The provider's plugin, in whose place a double comes. */
  plugin: string;
  config?: Record<string, string>;
  secretConfig?: Record<string, string>;
  environment?: Record<string, string>;
  stop?(): Promise<unknown>;
}

const clouds: Record<string, () => Promise<Cloud>> = {
  "syntask-s3": async () => {
    const moto = await Moto.start();
    const key = await createAdministrator(moto);
    const secretConfig = { "aws:secretKey": key.secretAccessKey };
    return { plugin: "aws", config: awsConfig(moto.url, key), secretConfig, stop: () => moto.stop() };
  },
  "syntask-gcs": async () => {
    const gcs = await GcsEmulator.start();
    return { plugin: "gcp", config: gcs.config(), secretConfig: gcs.secretConfig, stop: () => gcs.stop() };
  },
  "syntask-azure": async () => {
    const azure = await AzureEmulator.start();
    const environment = azure.environment(azure.owner);
    return { plugin: "azure-native", config: azure.config, environment, stop: () => azure.stop() };
  },
  "syntask-docker": async () => ({ plugin: "docker" }),
};

/** Lines of a preview, by template. */
const shown: Record<string, string[]> = {
  "syntask-azure": ["azure-native:storage:StorageAccount flows-account create", "+ hello.py"],
  "syntask-docker": ["docker:index:Image flows-image create", "docker:index:RegistryImage flows-pushed-tag create"],
  "syntask-gcs": ["gcp:storage:Bucket flows-bucket create", "+ hello.py"],
  "syntask-git": ["syntask:index:GitFlowStorage flows create"],
  "syntask-local": ["syntask:index:LocalFlowStorage flows create"],
  "syntask-s3": ["aws:s3:Bucket flows-bucket create", "+ hello.py"],
};

/** A copy of a template that takes the package from the tarball, as it is not published yet, and a tested provider. */
async function withTarball(name: string): Promise<string> {
  const copy = join(folder, "templates", name);
  await cp(join(templates, name), copy, { recursive: true });
  const manifest = join(copy, "package.json");
  const text = await readFile(manifest, "utf8");
  const ours = text.replace(/("pulumi-syntask": )"[^"]*"/, `$1"file:${tarball}"`);
  await writeFile(
    manifest,
    ours.replace(/"(@pulumi\/[^"]+)": "[^"]*"/g, (_, pinned) => `"${pinned}": "${devDependencies[pinned]}"`),
  );
  return copy;
}

test.each(readdirSync(templates).filter((name) => name.startsWith("syntask-")))(
  "`pulumi new` of %s installs and previews a deployment, and that of the local folder runs it",
  async (name) => {
    const template = await withTarball(name);
    const project = join(folder, "projects", name);
    const state = join(folder, "state", name);
    await mkdir(project, { recursive: true });
    await mkdir(state, { recursive: true });
    const cloud = await clouds[name]?.();
    try {
      const environment = {
        ...process.env,
        ...cloud?.environment,
        PATH: [process.env.PULUMI_SYNTASK_PULUMI_BIN, process.env.PATH].filter(Boolean).join(delimiter),
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "1",
        NO_COLOR: "1",
      };
      const pulumi = (...args: string[]) => must("pulumi", [...args, "--non-interactive"], project, environment);

      if (cloud) await installDouble({ expect: pulumi }, cloud.plugin);
      const answers = {
        "syntask:apiUrl": serverUrl(),
        "syntask:dialect": "prefect",
        workPool: unique("template"),
        ...cloud?.config,
      };
      const config = Object.entries(answers).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
      await pulumi("new", template, "--yes", "--offline", "--name", "example", "--stack", "dev", ...config);
      for (const [key, value] of Object.entries(cloud?.secretConfig ?? {})) {
        await pulumi("config", "set", "--secret", key, value);
      }
      await must(join(repository, "node_modules/.bin/tsc"), ["-p", "."], project);
      const preview = await pulumi("preview");
      for (const line of ["syntask:Deployment hello create", "syntask:WorkPool pool create", ...shown[name]!]) {
        expect(preview).toContain(line);
      }
      if (name === "syntask-local") {
        await pulumi("up", "--yes", "--skip-preview");
        const url = await pulumi("stack", "output", "url");
        const [finished] = await runDeployments(answers.workPool, [url.trim().split("/").at(-1)!]);
        expect(finished).toMatchObject({ state: "COMPLETED" });
        await pulumi("destroy", "--yes", "--skip-preview");
      }
    } finally {
      await cloud?.stop?.();
    }
  },
);
