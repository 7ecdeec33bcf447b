import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { codeBlocks } from "../support/documents";
import { goProject, type LanguageProject, prepare, pythonProject, yamlProject } from "../support/languages";
import { rawAt, serverUrl, unique } from "../support/raw-api";
import { SecondServer } from "../support/second-server";
import { run, Stack } from "../support/stack";

const repository = resolve(__dirname, "../..");
const worker = process.env.PULUMI_SYNTASK_PYTHON;
let folder: string;

beforeAll(async () => {
  if (!worker) throw new Error("no worker: run the tests with `npm test`");
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-documented-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The one block of code in a language under a heading of a page. */
function codeOf(language: string, heading: string, page = "docs/languages.md"): string {
  const blocks = codeBlocks(page).filter((block) => block.language === language && block.headings.at(-1) === heading);
  if (blocks.length !== 1) throw new Error(`${page} has ${blocks.length} blocks of ${language} under "${heading}"`);
  return blocks[0]!.code.trimEnd();
}

test("the eight lines of the documentation take a Python user from an empty folder to a finished flow run", async () => {
  const heading = "From an empty folder to a finished flow run in Python";
  const lines = codeOf("sh", heading);
  const program = codeOf("python", heading);
  expect(lines.split("\n")).toHaveLength(8);

  const server = await SecondServer.start();
  const project = join(folder, "etl");
  await mkdir(project);
  await writeFile(join(project, "__main__.py"), program);
  await prepare("venv", project, process.env);
  const environment = {
    ...process.env,
    PATH: [process.env.PATH, worker].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PREFECT_HOME: join(folder, "prefect"),
    XDG_STATE_HOME: join(folder, "logs"),
    PIP_NO_INDEX: "1",
    PIP_NO_BUILD_ISOLATION: "0",
    SYNTASK_API_URL: "",
  };
  // The package is on no registry before its release: this clone is installed in its place.
  const npm = `npm() { mkdir -p node_modules && ln -s "${repository}/sdk" node_modules/pulumi-syntask; }`;
  const call = (text: string) => run("bash", ["-euo", "pipefail", "-c", text], { cwd: folder, environment });
  const [passphrase] = /PULUMI_CONFIG_PASSPHRASE=\S+/.exec(lines)!;
  const script = `${npm}\n${lines.replaceAll("http://127.0.0.1:4200/api", server.url)}`;
  try {
    const { code, output } = await call(script);
    if (code !== 0) console.error(output);
    expect(code).toBe(0);
    const flowRuns = await rawAt(server.url, "POST", "/flow_runs/filter", {});
    expect(flowRuns.map(({ state_type: state }: { state_type: string }) => state)).toEqual(["COMPLETED"]);
  } finally {
    await call(
      `cd etl && export PULUMI_BACKEND_URL="file://$PWD/state" ${passphrase} && pulumi destroy --yes --stack dev`,
    );
    await server.stop();
  }
});

describe("the first example of docs/languages.md", () => {
  const heading = "The first example";
  const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
  let stack: Stack | undefined;
  afterEach(async () => {
    await stack?.remove();
    stack = undefined;
  });

  async function previewOf(project: LanguageProject): Promise<string[]> {
    stack = await Stack.create({ project, config, secretConfig: { gitToken: "hush-hush" } });
    const preview = await stack.preview();
    expect(preview).not.toContain("hush-hush");
    return [...preview.matchAll(/\+ {2}(syntask:\S+ \S+) create/g)].map(([, resource]) => resource!).sort();
  }

  const declared = [
    "syntask:index:Deployment nightly",
    "syntask:index:GitAccessCheck flows-remote",
    "syntask:index:GitFlowStorage flows",
    "syntask:index:Secret flows-token",
    "syntask:index:WorkPool etl",
  ];

  test("declares the same in Python, and passes mypy", async () => {
    const program = codeOf("python", heading);
    expect([...new Set(await previewOf(pythonProject(`${program}\n`)))]).toEqual(declared);
    const mypy = ["-m", "mypy", "--strict", "__main__.py"];
    const { output } = await run(join(stack!.folder, "venv/bin/python"), mypy, { cwd: stack!.folder });
    expect(output).toContain("Success: no issues found in 1 source file");
  });

  test("declares the same in YAML", async () => {
    const program = codeOf("yaml", heading);
    const rest = program.replace("name: etl\nruntime: yaml\n", "");
    expect([...new Set(await previewOf(yamlProject(rest)))]).toEqual(declared);
  });

  test("declares the same in Go", async () => {
    const program = codeOf("go", heading);
    expect([...new Set(await previewOf(goProject(`${program}\n`)))]).toEqual(declared);
  });

  test.each([
    ["Python", (code: string) => pythonProject(`${code}\n`), codeOf("python", "Example", "docs/_index.md")],
    ["YAML", (code: string) => yamlProject(code), codeOf("yaml", "Example", "docs/_index.md")],
  ])("on the page of the registry, without a token, in %s", async (_, projectOf, program) => {
    const secrets = ["syntask:index:Secret flows-token"];
    expect([...new Set(await previewOf(projectOf(program)))]).toEqual(declared.filter((one) => !secrets.includes(one)));
  });

  test("uses what the SDK of .NET has", async () => {
    const program = codeOf("csharp", heading);
    const { code, output } = await run("npm", ["run", "sdk", "--", "dotnet", folder], { cwd: repository });
    if (code !== 0) throw new Error(output);
    const propertiesOf = async (path: string) => {
      const source = await readFile(join(folder, "dotnet", `${path}.cs`), "utf8");
      return [...source.matchAll(/public Input\w*<.+>\??\s+(\w+)/g)].map(([, property]) => property);
    };
    const made = [...program.matchAll(/new Syntask\.(\S+?Args|\w+)\b[^{]*\{(.*?)\}/gs)];
    expect(made.map(([, name]) => name)).toEqual(["WorkPool", "GitFlowStorage", "Deployment"]);
    for (const [, name, args] of made) {
      const given = args!.split("Schedules")[0]!.matchAll(/(\w+) = /g);
      expect(await propertiesOf(name!)).toEqual(expect.arrayContaining([...given].map(([, property]) => property)));
    }
    expect(await propertiesOf("Inputs/ScheduleArgs")).toEqual(expect.arrayContaining(["Cron", "Timezone"]));
  });
});

test("the YAML of docs/project-files.md runs a flow of a project file, and again after a change of its parameters", async () => {
  const weather = join(folder, "weather");
  const pool = unique("local-pool");
  const flow = unique("weather-report");
  const writeCity = (city: string) =>
    writeFile(
      join(weather, "prefect.yaml"),
      `
pull:
  - prefect.deployments.steps.set_working_directory: { directory: ${weather} }
deployments:
  - { name: daily, entrypoint: "report.py:report", parameters: { city: ${city} }, work_pool: { name: ${pool} } }
`,
    );
  await mkdir(weather);
  await writeCity("Berlin");
  const report = `from prefect import flow\n\n\n@flow(name="${flow}")\ndef report(city: str):\n    pass\n`;
  await writeFile(join(weather, "report.py"), report);
  const program = codeOf("yaml", "Project files", "docs/project-files.md")
    .replace("name: weather\nruntime: yaml\n", "")
    .replace("../weather", weather)
    .replaceAll("local-pool", pool)
    .replaceAll("weather-report", flow);
  const stack = await Stack.create({
    project: yamlProject(program),
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    environment: {
      PATH: [process.env.PATH, worker].join(delimiter),
      PREFECT_HOME: join(folder, "prefect-weather"),
      XDG_STATE_HOME: join(folder, "logs-weather"),
    },
  });
  try {
    await stack.up();
    expect(await stack.outputs()).toEqual({ state: "COMPLETED" });
    await writeCity("Rome");
    await stack.up();
    const runs = await rawAt(serverUrl(), "POST", "/flow_runs/filter", { flows: { name: { any_: [flow] } } });
    const cities = runs.map(({ state_type: state, parameters }: Record<string, any>) => `${state} ${parameters.city}`);
    expect(cities.sort()).toEqual(["COMPLETED Berlin", "COMPLETED Rome"]);
  } finally {
    await stack.remove();
  }
});

test("examples/python passes mypy --strict", async () => {
  const project = join(folder, "example");
  await run("cp", ["-r", join(repository, "examples/python"), project]);
  await prepare("python", project, { ...process.env, PULUMI_HOME: join(folder, "example-home") });
  const mypy = ["-m", "mypy", "--strict", "__main__.py"];
  const { output } = await run(join(project, "venv/bin/python"), mypy, { cwd: project });
  expect(output).toContain("Success: no issues found in 1 source file");
});
