import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installDouble } from "../../../emulators/providers/install";
import { Registry } from "../../../emulators/registry/registry";
import { serverUrl, unique } from "../../support/raw-api";
import { run, Stack } from "../../support/stack";

let registry: Registry;
let stack: Stack;

const name = unique("bad");

beforeAll(async () => {
  registry = await Registry.start();
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    secretConfig: { password: registry.user.password },
  });
  await installDouble(stack, "docker");
  await mkdir(join(stack.folder, "flows"));
  await writeFile(join(stack.folder, "flows/etl.py"), "");
});
afterAll(async () => {
  await stack?.remove();
  await registry?.stop();
});

const loginWith = (password: string) => `username: "${registry.user.username}", password: ${password}`;

const program = (build: string, login = loginWith('new pulumi.Config().requireSecret("password")')) =>
  stack.write(`
const { DockerFlowStorage } = require("pulumi-syntask/docker");
new DockerFlowStorage("${name}", {
  build: { context: "flows", ${build} },
  registry: { server: "${registry.address}", ${login} },
});
`);

const failed = async (...command: string[]): Promise<string> => {
  const { code, output } = await stack.run(...command);
  expect(code).not.toBe(0);
  expect(output).not.toContain(registry.user.password);
  return output;
};

test("a Dockerfile that is missing fails the preview with the path that was meant", async () => {
  await writeFile(join(stack.folder, "flows/Dockerfile.flows"), "FROM scratch\n");
  await program('dockerfile: "Dockerfile.flows"');
  expect(await failed("preview")).toContain(
    `DockerFlowStorage "${name}": there is no Dockerfile "Dockerfile.flows"; write "flows/Dockerfile.flows".`,
  );
});

test("a user whom the registry does not know is refused before the push", async () => {
  await program('baseImage: "scratch"', loginWith('pulumi.secret("wrong")'));
  expect(await failed("up", "--yes", "--skip-preview")).toMatch(/docker login failed:\s+.*401 Unauthorized/);
});

test("a push without a user is denied, and says so", async () => {
  await program('baseImage: "scratch"', "");
  expect(await failed("up", "--yes", "--skip-preview")).toMatch(/docker push failed:[\s\S]*no basic auth credentials/);
});

test("without a daemon the build fails and says where none answers", async () => {
  await program('baseImage: "scratch"');
  const host = `unix://${stack.folder}/none.sock`;
  const options = { cwd: stack.folder, environment: { ...stack.environment, DOCKER_HOST: host } };
  const { code, output } = await run("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], options);
  expect(code).not.toBe(0);
  expect(output).toContain(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`);
});

test("a build that fails shows the last lines of its log and not the first", async () => {
  const labels = Array.from({ length: 30 }, (_, index) => `LABEL line=${index}`).join("\n");
  await writeFile(join(stack.folder, "Failing"), `FROM scratch\n${labels}\nCOPY missing /\n`);
  await program('dockerfile: "Failing"');
  const output = await failed("up", "--yes", "--skip-preview");
  expect(output).toContain("docker build failed:");
  expect(output).toContain("COPY failed: file not found in build context");
  expect(output).not.toContain("LABEL line=1\n");
});
