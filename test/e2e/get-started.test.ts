import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { codeBlocks, repository } from "../support/documents";
import { rawAt } from "../support/raw-api";
import { SecondServer } from "../support/second-server";
import { run } from "../support/stack";

const blocks = codeBlocks("docs/get-started.md");
const python = process.env.PULUMI_SYNTASK_PYTHON;
let folder: string;
let server: SecondServer;

beforeAll(async () => {
  if (!python) throw new Error("no worker: run the tests with `npm test`");
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-get-started-"));
  server = await SecondServer.start();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function codeOf(language: string, heading: string): string {
  const found = blocks.filter((block) => block.language === language && block.headings.at(-1) === heading);
  if (found.length !== 1)
    throw new Error(`docs/get-started.md has ${found.length} blocks of ${language} in "${heading}"`);
  return found[0]!.code;
}

/** What the machine of a test has already stands in for what a user downloads: the package, its tools, and a Python environment. */
const standIns = `
npm() { [ "$1" = install ] || command npm "$@"; }
python3() { ln -s "${dirname(python ?? "")}" venv; }
`;

test("the lines of the page take a user from an empty folder to a finished flow run of their own code", async () => {
  const project = join(folder, "etl");
  await mkdir(join(project, "flows"), { recursive: true });
  await mkdir(join(project, "node_modules"));
  await symlink(join(repository, "sdk"), join(project, "node_modules/pulumi-syntask"));
  for (const name of ["@pulumi", "@types", "typescript"]) {
    await symlink(join(repository, "node_modules", name), join(project, "node_modules", name));
  }
  await writeFile(join(project, "flows/etl.py"), codeOf("python", "Write a flow and a program"));
  await writeFile(join(project, "index.ts"), codeOf("ts", "Write a flow and a program"));
  const environment = {
    ...process.env,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PREFECT_HOME: join(folder, "prefect"),
    XDG_STATE_HOME: join(folder, "logs"),
    PIP_NO_INDEX: "1",
    SYNTASK_API_URL: "",
  };
  const shell = (text: string) => run("bash", ["-euo", "pipefail", "-c", text], { cwd: project, environment });
  const up = codeOf("sh", "Bring it up").replaceAll("http://127.0.0.1:4200/api", server.url);
  const pulumi = 'pulumi() { if [ "$1" = up ]; then command pulumi up --yes; else command pulumi "$@"; fi; }';
  try {
    const { code, output } = await shell(`${standIns}\n${pulumi}\n${codeOf("sh", "Install")}\n${up}`);
    if (code !== 0) console.error(output);
    expect(code).toBe(0);
    const [, ...lines] = codeOf("", "Bring it up")
      .split("\n")
      .filter((line) => line.includes("  created ("));
    const created = lines.map((line) => line.trim().split(/ +/).slice(2, 4).join(" "));
    expect(created).toHaveLength(5);
    for (const line of created) expect(output).toContain(`${line} creating`);
    expect(output).toContain(`+ ${lines.length + 1} created`);
    const flowRuns = await rawAt(server.url, "POST", "/flow_runs/filter", {});
    expect(flowRuns.map(({ state_type: state }: { state_type: string }) => state)).toEqual(["COMPLETED"]);
    expect((await shell("./node_modules/typescript/bin/tsc")).code).toBe(0);
  } finally {
    const [backend, passphrase] = up.match(/export PULUMI_\w+=\S+/g)!;
    await shell(`${backend}; ${passphrase}; pulumi destroy --yes --stack dev`);
  }
});
