import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { plugin } from "../support/languages";
import { LocalServer } from "../support/local-server";
import { serverUrl, unique } from "../support/raw-api";
import { type Project, run, Stack } from "../support/stack";

const repository = resolve(__dirname, "../..");
const archives = join(repository, "sdk/plugin/archives");
const version = "0.1.0";
const archive = `pulumi-resource-syntask-v${version}-linux-amd64.tar.gz`;

/** A project that says nothing of where the provider is. */
const project: Project = {
  name: "example",
  async write(folder) {
    const name = unique("variable").replaceAll("-", "_");
    const resources = `resources: { v: { type: "syntask:Variable", properties: { name: ${name}, value: 1 } } }`;
    await writeFile(join(folder, "Pulumi.yaml"), `name: example\nruntime: yaml\n${resources}\n`);
  },
};

beforeAll(async () => {
  await rm(archives, { recursive: true, force: true });
  const { code, output } = await run("npm", ["run", "plugin:archive"], { cwd: repository });
  if (code !== 0) throw new Error(output);
});

describe("the archive of a release", () => {
  let stack: Stack;
  beforeEach(async () => {
    const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
    const environment = { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" };
    stack = await Stack.create({ project, config, environment });
  });
  afterEach(() => stack.remove());

  test("is installed from a file", async () => {
    expect((await stack.run("preview")).output).toContain("syntask");
    await stack.expect("plugin", "install", "resource", "syntask", `v${version}`, "--file", join(archives, archive));
    expect(await stack.preview()).toContain("+ 2 to create");
    await stack.up();
  });

  test("is installed from a page, by the name that Pulumi asks for on this machine", async () => {
    const page = await LocalServer.start(async (request, response) => {
      const content = await readFile(join(archives, basename(request.url ?? ""))).catch(() => undefined);
      response.writeHead(content ? 200 : 404, { "content-length": content?.length ?? 0 }).end(content);
    });
    try {
      await stack.expect("plugin", "install", "resource", "syntask", `v${version}`, "--server", page.url);
      await stack.up();
    } finally {
      await page.stop();
    }
  });

  test("holds the file that Windows starts, and the bill of what is in it", async () => {
    const folder = join(stack.folder, "unpacked");
    await mkdir(folder);
    await run("tar", ["-xzf", join(archives, archive), "-C", folder]);
    const windows = await readFile(join(folder, "pulumi-resource-syntask.cmd"), "utf8");
    expect(windows).toBe('@node "%~dpn0" %*\r\n');
    expect((await stat(join(folder, "pulumi-resource-syntask"))).mode & 0o111).toBe(0o111);
    const bill = JSON.parse(await readFile(join(folder, "pulumi-resource-syntask.cdx.json"), "utf8"));
    expect(bill.metadata.component).toMatchObject({ name: "pulumi-syntask", version });
  });
});

test("the bill of materials names each package with its version, its licence and the digest of what npm installed", async () => {
  const bill = JSON.parse(await readFile(`${plugin}.cdx.json`, "utf8"));
  expect(bill).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
  const incomplete = bill.components.filter(
    ({ purl, licenses, hashes }: any) => !/^pkg:npm\/.+@\d+\.\d+\.\d+/.test(purl) || !licenses || !hashes,
  );
  expect(incomplete).toEqual([]);
  const names = bill.components.map(({ group, name }: any) => (group ? `${group}/${name}` : name));
  expect(names).toEqual(expect.arrayContaining(["@grpc/grpc-js", "@pulumi/pulumi", "ajv", "axios", "google-protobuf"]));
  expect(names.filter((name: string) => /^(@aws-sdk|@azure|@google-cloud|typescript)/.test(name))).toEqual([]);
  expect(new Set(bill.components.map(({ purl }: any) => purl)).size).toBe(bill.components.length);
});

test("the same sources give the same provider and the same bill", async () => {
  const before = await Promise.all([plugin, `${plugin}.cdx.json`].map((file) => readFile(file, "utf8")));
  expect((await run("npm", ["run", "plugin"], { cwd: repository })).code).toBe(0);
  const after = await Promise.all([plugin, `${plugin}.cdx.json`].map((file) => readFile(file, "utf8")));
  expect(after.map((text, index) => text === before[index])).toEqual([true, true]);
});

test("the provider is one file of at most 1.6 MB", async () => {
  expect((await stat(plugin)).size).toBeLessThan(1_600_000);
});

test("the provider holds no source map and no path of the machine that built it", async () => {
  const text = await readFile(plugin, "utf8");
  expect(text).not.toContain("sourceMappingURL");
  expect(text).not.toContain(repository);
});
