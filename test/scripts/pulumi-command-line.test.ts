import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../support/stack";

const script = pathToFileURL(resolve(__dirname, "../../scripts/lib/pulumi.mjs")).href;
const problems = pathToFileURL(resolve(__dirname, "../../scripts/lib/problem.mjs")).href;
const official = "pulumi-3.259.0-official";

/** What Pulumi's own install script does, as far as the Automation API relies on it. */
const installScript = `#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in --install-root) root=$2; shift;; --version) version=$2; shift;; esac
  shift
done
mkdir -p "$root/bin"
printf '#!/bin/sh\\necho v%s\\n' "$version" > "$root/bin/pulumi"
chmod +x "$root/bin/pulumi"
`;

let folder: string;
let commands: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-command-line-"));
  commands = join(folder, "commands");
  await mkdir(commands);
  await symlink(process.execPath, join(commands, "node"));
  for (const name of ["mkdir", "chmod"]) {
    const path = execFileSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    await symlink(path, join(commands, name));
  }
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function standIn(answer: RequestListener): Promise<void> {
  server = createServer(answer);
  await new Promise<void>((ready) => server!.listen(0, "127.0.0.1", ready));
}

/** Looks for the CLI with these folders on the PATH, on a machine without Go. */
const find = (...path: string[]) => evaluate('console.log("found", await pulumi.findOrInstallPulumi())', ...path);

async function evaluate(work: string, ...path: string[]): Promise<{ code: number; output: string }> {
  const { port } = (server?.address() as AddressInfo | null) ?? { port: 0 };
  const main = `Promise.all([import("${script}"), import("${problems}")]).then(([pulumi, problem]) =>
    problem.runMain(async () => { ${work}; }))`;
  return run(join(commands, "node"), ["--eval", main], {
    environment: {
      PATH: [...path, commands].join(delimiter),
      HOME: folder,
      PULUMI_SYNTASK_CACHE: join(folder, "cache"),
      NODE_OPTIONS: `--require=${join(__dirname, "download-stand-in.cjs")}`,
      STAND_IN_URL: `http://127.0.0.1:${port}`,
    },
  });
}

test("the CLI on the PATH is taken, where its language host is there too", async () => {
  const installed = join(folder, "installed");
  await mkdir(installed);
  for (const name of ["pulumi", "pulumi-language-nodejs"]) {
    await writeFile(join(installed, name), "#!/bin/sh\n", { mode: 0o755 });
  }
  expect((await find(installed)).output).toBe(`found ${installed}\n`);
});

test("without one the official CLI is installed, once", async () => {
  await standIn((_, response) => response.end(installScript));
  const bin = join(folder, "cache", official, "bin");
  const { output } = await find();
  expect(output).toMatch(/^• Installing the Pulumi CLI 3\.259\.0 \(first time, some seconds\) …\n/);
  expect(output).toContain(`found ${bin}\n`);
  expect(await readdir(bin)).toEqual(["pulumi"]);

  server!.close();
  expect((await find()).output).toBe(`found ${bin}\n`);
});

test.each<[string, RequestListener, RegExp]>([
  ["breaks off", (_, response) => response.destroy(), /get\.pulumi\.com\/install\.sh: other side closed/],
  ["is refused", (_, response) => response.writeHead(403).end(), /get\.pulumi\.com\/install\.sh: status 403/],
  ["gets no answer", () => {}, /get\.pulumi\.com\/install\.sh: The operation was aborted due to timeout/],
  ["fails half-way", (_, response) => response.end("exit 1"), /exit code 1/],
])("a download that %s is told in one line, and the CLI is built from source", async (_, answer, reason) => {
  await standIn(answer);
  const { code, output } = await find();
  const told = output.split("\n").filter((line) => line.includes("so it is built from source"));
  expect(told).toEqual([
    expect.stringMatching(/^• The official Pulumi CLI cannot be installed here \(.*\), so it is built/),
  ]);
  expect(told[0]).toMatch(reason);
  expect(output).toContain("The Pulumi CLI is missing, and so is Go to build it.");
  expect(code).toBe(1);
  expect(await readdir(join(folder, "cache"))).not.toContain(official);
});

test("the YAML language that came with the CLI is taken, and only another one needs Go", async () => {
  const installed = join(folder, "installed");
  await mkdir(installed);
  const add = () => evaluate(`await pulumi.addYaml("${installed}")`);
  expect(await add()).toEqual({
    code: 1,
    output: expect.stringContaining(
      "Pulumi's YAML language is missing, and so is Go to build it. Install Go 1.25 or later",
    ),
  });
  await writeFile(join(installed, "pulumi-language-yaml"), "#!/bin/sh\n", { mode: 0o755 });
  expect(await add()).toEqual({ code: 0, output: "" });
});
