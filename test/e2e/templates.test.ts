import { readdirSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { serverUrl, unique } from "../support/raw-api";
import { run } from "../support/stack";

const repository = resolve(__dirname, "../..");
const templates = join(repository, "examples/templates");
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

/** A copy of a template that takes the package from the tarball, as it is not published yet. */
async function withTarball(name: string): Promise<string> {
  const copy = join(folder, "templates", name);
  await cp(join(templates, name), copy, { recursive: true });
  const manifest = join(copy, "package.json");
  const text = await readFile(manifest, "utf8");
  await writeFile(manifest, text.replace(/("pulumi-syntask": )"[^"]*"/, `$1"file:${tarball}"`));
  return copy;
}

test.each(readdirSync(templates))("`pulumi new` of %s installs and previews a deployment", async (name) => {
  const template = await withTarball(name);
  const project = join(folder, "projects", name);
  const state = join(folder, "state", name);
  await mkdir(project, { recursive: true });
  await mkdir(state, { recursive: true });
  const environment = {
    ...process.env,
    PATH: [process.env.PULUMI_SYNTASK_PULUMI_BIN, process.env.PATH].filter(Boolean).join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    SYNTASK_DIALECT: "prefect",
    NO_COLOR: "1",
  };
  const pulumi = (...args: string[]) => must("pulumi", [...args, "--non-interactive"], project, environment);

  const config = ["--config", `syntask:apiUrl=${serverUrl()}`, "--config", `workPool=${unique("template")}`];
  await pulumi("new", template, "--yes", "--offline", "--name", "example", "--stack", "dev", ...config);
  await must(join(repository, "node_modules/.bin/tsc"), ["-p", "."], project);
  const preview = await pulumi("preview");
  expect(preview).toContain("syntask:Deployment hello create");
  expect(preview).toContain("syntask:WorkPool pool create");
});
