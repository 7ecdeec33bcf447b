import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { serveRepositories } from "../../emulators/git/git-server";
import { makeCertificate } from "../support/certificate";
import { NamingProxy } from "../support/naming-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { type Project, run, Stack } from "../support/stack";

const repository = resolve(__dirname, "../..");
/** The CLI takes a URL with a port for a path, so the host has a name of its own, which a proxy knows. */
const host = "git.example";
const url = `https://${host}/owner/pulumi-syntask.git/plugin`;
let folder: string;
let server: Server;
let proxy: NamingProxy;
let stack: Stack;

const name = unique("variable").replaceAll("-", "_");
const project: Project = {
  name: "example",
  async write(program) {
    const resources = `resources: { v: { type: "syntask:Variable", properties: { name: ${name}, value: 1 } } }`;
    await writeFile(join(program, "Pulumi.yaml"), `name: example\nruntime: yaml\n${resources}\n`);
  },
};

/** The files of this repository as a commit with the tag of a release, in a repository of their own. */
async function publish(gitDirectory: string): Promise<void> {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  const git = async (...args: string[]) => {
    const places = [`--git-dir=${gitDirectory}`, `--work-tree=${repository}`];
    const { code, output } = await run("git", [...places, ...identity, ...args], { cwd: repository });
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${output}`);
  };
  await mkdir(gitDirectory, { recursive: true });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all", ".");
  await git("commit", "--quiet", "--message=release");
  await git("tag", "v0.1.0");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-clone-"));
  await publish(join(folder, "repositories/owner/pulumi-syntask.git"));
  const certificate = await makeCertificate(folder, [host]);
  server = createServer(certificate, (request, response) =>
    serveRepositories(join(folder, "repositories"), request, response),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await NamingProxy.start(host, (server.address() as AddressInfo).port);
  stack = await Stack.create({
    project,
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    environment: {
      HTTPS_PROXY: proxy.url,
      NO_PROXY: "127.0.0.1,localhost",
      SSL_CERT_FILE: certificate.file,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  });
});
afterAll(async () => {
  await stack?.remove();
  await proxy?.stop();
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

test("`pulumi package add` of the repository clones it, builds the provider, and a program uses it", async () => {
  await stack.expect("package", "add", url);
  expect(await readFile(join(stack.folder, "Pulumi.yaml"), "utf8")).toContain(
    `syntask: ${url.replace("https://", "")}`,
  );
  expect(await stack.preview()).toContain("+ 2 to create");
  await stack.up();
  expect(await raw("GET", `/variables/name/${name}`)).toMatchObject({ value: 1 });
  await stack.preview("--expect-no-changes");
});
