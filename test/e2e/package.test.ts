import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { raw, serverUrl, unique } from "../support/raw-api";
import { SecondServer } from "../support/second-server";
import { run } from "../support/stack";

const repository = resolve(__dirname, "../..");
const binaries = join(repository, "node_modules/.bin");
let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-package-"));
  await mkdir(join(repository, "sdk/dist/stale"), { recursive: true });
  await writeFile(join(repository, "sdk/dist/stale/left-over.js"), "");
  const { code, output } = await run("npm", ["pack", "--workspace", "pulumi-syntask", "--pack-destination", folder], {
    cwd: repository,
  });
  if (code !== 0) throw new Error(output);
  const [name] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  tarball = join(folder, name!);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("publint finds nothing to mend in the tarball", async () => {
  const { code, output } = await run(join(binaries, "publint"), ["--strict", tarball]);
  expect(output).toContain("All good!");
  expect(code).toBe(0);
});

test("its types resolve under every module resolution", async () => {
  const { code, output } = await run(join(binaries, "attw"), [tarball, "--no-emoji"]);
  expect(output).toContain("No problems found");
  expect(code).toBe(0);
});

test("it carries its licence, its changelog and its readme, and no sources, tests or left-overs of a build", async () => {
  const { output } = await run("tar", ["-tzf", tarball]);
  const files = output.trim().split("\n");
  expect(files).toEqual(
    expect.arrayContaining([
      "package/README.md",
      "package/docs/index.md",
      "package/LICENSE",
      "package/CHANGELOG.md",
      "package/python-constraints.txt",
      "package/schema.json",
      "package/plugin/pulumi-resource-syntask",
      "package/plugin/pulumi-resource-syntask.cdx.json",
      "package/plugin/pulumi-resource-syntask.cmd",
    ]),
  );
  expect(files).toContain("package/dist/index.js");
  expect(files.filter((file) => /stale|tsbuildinfo/.test(file))).toEqual([]);
  expect(
    files.filter(
      (file) =>
        !/^package\/(dist\/|docs\/|plugin\/pulumi-resource-|(package|schema)\.json|python-constraints\.txt|README|LICENSE|CHANGELOG)/.test(
          file,
        ),
    ),
  ).toEqual([]);
});

describe.each([
  ["npm", ["install", "--no-audit", "--no-fund"]],
  ["pnpm", ["install", "--prefer-offline"]],
])("installed by %s in an empty Pulumi project", (manager, install) => {
  test("a TypeScript program type-checks, and up, no-op and destroy work", async () => {
    const project = join(folder, manager);
    const name = unique("variable").replaceAll("-", "_");
    await mkdir(join(project, "state"), { recursive: true });
    await cp(tarball, join(project, "pulumi-syntask.tgz"));
    await writeFile(join(project, "Pulumi.yaml"), "name: empty\nruntime: nodejs\n");
    await writeFile(join(project, "package.json"), JSON.stringify(await manifest()));
    await writeFile(
      join(project, "tsconfig.json"),
      '{ "compilerOptions": { "strict": true, "module": "node16", "target": "es2022", "noEmit": true } }',
    );
    await writeFile(
      join(project, "index.ts"),
      `import * as syntask from "pulumi-syntask";\nexport const id = new syntask.Variable("${name}", { value: { size: 1 } }).id;\n`,
    );
    const environment = {
      ...process.env,
      PATH: [
        join(project, "node_modules/.bin"),
        process.env.PULUMI_SYNTASK_PULUMI_BIN,
        binaries,
        process.env.PATH,
      ].join(delimiter),
      PULUMI_HOME: join(project, "home"),
      PULUMI_BACKEND_URL: `file://${join(project, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      SYNTASK_API_URL: serverUrl(),
      SYNTASK_DIALECT: "prefect",
    };
    const command = async (program: string, args: string[]) => {
      const { code, output } = await run(program, args, { cwd: project, environment });
      if (code !== 0) throw new Error(`${program} ${args.join(" ")}:\n${output}`);
      return output;
    };

    await command(manager, install);
    await command("tsc", ["-p", "."]);
    await command("pulumi", ["stack", "init", "test", "--non-interactive"]);
    await command("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"]);
    expect(await raw("GET", `/variables/name/${name}`)).toMatchObject({ value: { size: 1 } });
    await command("pulumi", ["preview", "--expect-no-changes", "--non-interactive"]);
    await command("pulumi", ["destroy", "--yes", "--skip-preview", "--non-interactive"]);
    await expect(raw("GET", `/variables/name/${name}`)).rejects.toMatchObject({ status: 404 });
  });
});

test("what `export` writes starts by the very steps that it prints", async () => {
  const server = await SecondServer.start();
  const project = join(folder, "export");
  await mkdir(join(project, "state"), { recursive: true });
  const environment = {
    ...process.env,
    PATH: [process.env.PULUMI_SYNTASK_PULUMI_BIN, process.env.PATH].filter(Boolean).join(delimiter),
    PULUMI_HOME: join(project, "home"),
    PULUMI_BACKEND_URL: `file://${join(project, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    SYNTASK_API_URL: server.url,
    SYNTASK_DIALECT: "prefect",
  };
  try {
    await fetch(`${server.url}/variables/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "size", value: 3 }),
    });
    const cli = join(repository, "sdk/dist/cli.js");
    const exported = await run("node", [cli, "export", "exported"], { cwd: project, environment });
    // The package is not published yet.
    const manifest = join(project, "exported/package.json");
    const text = await readFile(manifest, "utf8");
    await writeFile(manifest, text.replace(/("pulumi-syntask": )"[^"]*"/, `$1"file:${tarball}"`));

    const printed = exported.output.split("Next:\n")[1]!;
    const steps = printed.replaceAll(/pulumi (import|up) /g, "pulumi $1 --yes --non-interactive ");
    const { code, output } = await run("sh", ["-ec", steps], { cwd: project, environment });
    if (code !== 0) throw new Error(output);
    expect(output).toMatch(/Variable size imported/);
    expect(output.split("Updating (dev)").at(-1)).toMatch(/Resources:\s+\d+ unchanged/);
    await expect((await fetch(`${server.url}/variables/name/size`)).json()).resolves.toMatchObject({ value: 3 });
  } finally {
    await server.stop();
  }
});

async function manifest(): Promise<object> {
  const { devDependencies } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  return {
    name: "empty",
    private: true,
    main: "index.ts",
    dependencies: {
      "@pulumi/pulumi": devDependencies["@pulumi/pulumi"],
      "pulumi-syntask": "file:./pulumi-syntask.tgz",
      typescript: devDependencies.typescript,
      "@types/node": devDependencies["@types/node"],
    },
  };
}
