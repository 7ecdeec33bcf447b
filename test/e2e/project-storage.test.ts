import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { yamlProject } from "../support/languages";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("project");
const program = `
resources:
  pool:
    type: syntask:WorkPool
    properties: { name: ${name}, type: process }
  code:
    type: syntask:LocalFlowStorage
    properties: { path: "/srv/\${pool.id}" }
  etl:
    type: syntask:SyntaskProject
    properties:
      folder: etl
      files: [prefect.yaml]
      storage: \${code.storage}
    options: { dependsOn: ["\${pool}"] }
`;
const projectFile = `
deployments:
  - { name: ${name}, flow_name: ${name}, entrypoint: "etl.py:main", work_pool: { name: ${name} } }
`;

let stack: Stack;
afterAll(() => stack.remove());

test("a project in another language has the pull steps of a storage that tells them later", async () => {
  const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
  stack = await Stack.create({ project: yamlProject(program), config });
  await mkdir(join(stack.folder, "etl"));
  await writeFile(join(stack.folder, "etl/prefect.yaml"), projectFile);
  await writeFile(
    join(stack.folder, "etl/etl.py"),
    `from prefect import flow\n@flow(name="${name}")\ndef main(): pass\n`,
  );
  await stack.preview();
  await stack.up();
  const { id } = await raw("GET", `/work_pools/${name}`);
  const deployment = await raw("GET", `/deployments/name/${name}/${name}`);
  expect(deployment.pull_steps).toEqual([
    { "prefect.deployments.steps.set_working_directory": { directory: `/srv/${id}` } },
  ]);
  expect(await stack.preview()).toMatch(/\d unchanged\n/);
});
