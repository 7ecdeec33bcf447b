import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installDouble } from "../../../emulators/providers/install";
import { Registry } from "../../../emulators/registry/registry";
import { raw, serverUrl, unique } from "../../support/raw-api";
import { run, Stack } from "../../support/stack";

let registry: Registry;
let stack: Stack;

const name = unique("image");
const docker = (...args: string[]) => run("docker", args, { environment: stack.environment });

beforeAll(async () => {
  registry = await Registry.start();
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    secretConfig: { registryPassword: registry.user.password },
  });
  await installDouble(stack, "docker");
  await mkdir(join(stack.folder, "flows/tests"), { recursive: true });
  await write("etl.py", "from prefect import flow\n\n\n@flow\ndef main():\n    pass\n");
  await write("tests/test_etl.py", "");
  await write("notes.md", "");
  await write(".syntaskignore", "tests/\n");
  await write(".dockerignore", "notes.md\n");
});
afterAll(async () => {
  await stack?.remove();
  await registry?.stop();
});

const write = (path: string, text: string) => writeFile(join(stack.folder, "flows", path), text);

const program = (args = "") => `
const { DockerFlowStorage } = require("pulumi-syntask/docker");
const password = new pulumi.Config().requireSecret("registryPassword");
const workPool = new syntask.WorkPool("${name}", { type: "docker" });
const storage = new DockerFlowStorage("${name}", {
  build: { context: "flows", baseImage: "scratch" },
  registry: { server: "${registry.address}", username: "${registry.user.username}", password },
  workPool,
  ${args}
});
exports.image = storage.image;
exports.dockerfile = storage.dockerfile;
exports.id = new syntask.Deployment("${name}", { entrypoint: "etl.py:main", storage, workPool }).id;
`;

const deployment = async () => raw("GET", `/deployments/${(await stack.outputs()).id}`);

test("a folder becomes an image, which the deployment has by its digest and the block's credentials can pull", async () => {
  await stack.write(program());
  await stack.up();
  const { image, dockerfile } = await stack.outputs();
  expect(image).toMatch(new RegExp(`^${registry.address}/${name}@sha256:[0-9a-f]{64}$`));
  expect(dockerfile).toBe(
    "FROM scratch\nCOPY --chown=1000:1000 . /opt/flows/\nENV HOME=/opt/flows\nWORKDIR /opt/flows\nUSER 1000:1000\n",
  );
  const { job_variables, pull_steps } = await deployment();
  const { id: document } = await raw(
    "GET",
    `/block_types/slug/docker-registry-credentials/block_documents/name/${name}`,
  );
  expect(job_variables).toEqual({
    image: image.replace("@sha256:", ":sha256-"),
    registry_credentials: { $ref: { block_document_id: document } },
  });
  expect(pull_steps).toEqual([{ "prefect.deployments.steps.set_working_directory": { directory: "/opt/flows" } }]);
});

test("an unchanged folder shows nothing in the preview, and a changed one shows a new image", async () => {
  await stack.preview("--expect-no-changes");
  const { image } = await stack.outputs();
  await write("etl.py", "from prefect import flow\n\n\n@flow\ndef main():\n    print('new')\n");
  expect(await stack.preview("--diff")).toMatch(/\+ jobVariables: \[unknown\]/);
  await stack.up();
  expect((await stack.outputs()).image).not.toBe(image);
  expect((await deployment()).job_variables.image).toBe((await stack.outputs()).image.replace("@sha256:", ":sha256-"));
  await stack.preview("--expect-no-changes");
});

test("what either ignore file names is not in the image", async () => {
  const { image } = await stack.outputs();
  const { output } = await docker("create", image, "none");
  const container = output.trim().split("\n").at(-1)!;
  const { output: list } = await run("sh", ["-c", `docker export ${container} | tar t`], stack);
  await docker("rm", container);
  const files = list.split("\n").filter((path) => path.startsWith("opt/flows/") && !path.endsWith("/"));
  expect(files.sort()).toEqual(["opt/flows/.syntaskignore", "opt/flows/etl.py"]);
});

test("a pull is refused without the block's credentials and granted with them", async () => {
  const { image } = await stack.outputs();
  await docker("image", "rm", "--force", image);
  const environment = { ...stack.environment, DOCKER_CONFIG: join(stack.folder, "docker") };
  expect((await run("docker", ["pull", image], { environment })).output).toMatch(/no basic auth credentials/);
  const { id } = await raw("GET", `/block_types/slug/docker-registry-credentials/block_documents/name/${name}`);
  const { data } = await raw("GET", `/block_documents/${id}?include_secrets=true`);
  await run("docker", ["login", data.registry_url, "-u", data.username, "-p", data.password], { environment });
  expect((await run("docker", ["pull", image], { environment })).code).toBe(0);
});

test("the registry's password is nowhere in the state", async () => {
  expect(await stack.state()).not.toContain(registry.user.password);
});
