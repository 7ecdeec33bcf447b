import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { raw, serverUrl, unique } from "../support/raw-api";
import { SecondServer } from "../support/second-server";
import { run } from "../support/stack";

const repository = resolve(__dirname, "../..");
const binaries = join(repository, "node_modules/.bin");
const version = "0.1.0";
let folder: string;
/** What is published. */
let release: string;
/** What was printed while that was made, and installed in one of the ways in which a release is. */
let released: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-package-"));
  await mkdir(join(repository, "sdk/dist/stale"), { recursive: true });
  await writeFile(join(repository, "sdk/dist/stale/left-over.js"), "");
  release = join(folder, "release");
  const { code, output } = await run("npm", ["run", "release", "--", release, "--install", "yarn-24-oldest"], {
    cwd: repository,
    environment: { ...process.env, SYNTASK_API_URL: serverUrl(), SYNTASK_DIALECT: "prefect" },
  });
  if (code !== 0) throw new Error(output);
  released = output;
  tarball = join(release, `pulumi-syntask-${version}.tgz`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a release has the package, the provider of each machine, the SDKs of other languages, the schema and the documentation", async () => {
  const machines = ["darwin", "linux", "windows"].flatMap((system) => [`${system}-amd64`, `${system}-arm64`]);
  expect((await readdir(release)).sort()).toEqual(
    [
      "SHA256SUMS",
      "schema.json",
      `pulumi-syntask-${version}.tgz`,
      `pulumi-syntask-docs-${version}.tar.gz`,
      `pulumi-syntask-dotnet-${version}.tar.gz`,
      `pulumi-syntask-go-${version}.tar.gz`,
      `pulumi_syntask-${version}.tar.gz`,
      ...machines.map((machine) => `pulumi-resource-syntask-v${version}-${machine}.tar.gz`),
    ].sort(),
  );
});

test("a release has a right checksum of each file", async () => {
  const { code, output } = await run("sha256sum", ["--check", "SHA256SUMS"], { cwd: release });
  expect(code).toBe(0);
  const checked = output.trim().split("\n");
  expect(checked.map((line) => line.replace(": OK", "")).sort()).toEqual(
    (await readdir(release)).filter((file) => file !== "SHA256SUMS").sort(),
  );
});

test("a release is installed and used from an ES module and a CommonJS module", () => {
  const ways = [...released.matchAll(/^• yarn-24-oldest: (\w+), Node.js 24\S+, @pulumi\/pulumi 3\.216\.0: (.+)$/gm)];
  expect(ways.map(([, type, done]) => [type, done])).toEqual([
    ["module", "up, no change, destroy"],
    ["commonjs", "up, no change, destroy"],
  ]);
});

test("a release goes into no folder that has files, and is checked in no way that there is not", async () => {
  const refused = (...args: string[]) => run("npm", ["run", "release", "--", ...args], { cwd: repository });
  const inFull = await refused(release);
  expect(inFull.code).toBe(1);
  expect(inFull.output).toContain(`${release} is not empty`);
  const unknown = await refused(join(folder, "other"), "--install", "bun-24-newest");
  expect(unknown.code).toBe(1);
  expect(unknown.output).toContain("npm run release -- --install <name>");
});

test("the documentation is built without a warning, and its links lead to what is in it", async () => {
  await run("tar", ["-xzf", join(release, `pulumi-syntask-docs-${version}.tar.gz`), "-C", folder]);
  const site = join(folder, `pulumi-syntask-docs-${version}`);
  const pages = (await readdir(site, { recursive: true })).filter((file) => file.endsWith(".html"));
  expect(pages).toEqual(expect.arrayContaining(["documents/Get_started.html", "classes/index.Deployment.html"]));
  const broken: string[] = [];
  for (const page of pages) {
    const html = await readFile(join(site, page), "utf8");
    for (const [, link] of html.matchAll(/\b(?:href|src)="(?![a-z]+:)([^"#?]+)/g)) {
      if (!existsSync(join(site, dirname(page), decodeURIComponent(link!)))) broken.push(`${page}: ${link}`);
    }
  }
  expect(broken).toEqual([]);
});

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
