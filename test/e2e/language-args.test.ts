import { yamlProject } from "../support/languages";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

/** With all that the SDKs of other languages write for what a program leaves out, as the schema has defaults for it. */
const program = `
resources:
  flows:
    type: syntask:docker:DockerFlowStorage
    properties:
      image: registry.invalid/flows@sha256:${"0123456789abcdef".repeat(4)}
      verify: false
      tag: latest
      workPool: docker
outputs:
  jobVariables: \${flows.jobVariables}
`;

/** YAML gives an object that has an output in it as one output. */
const withOutputInside = (name: string) => `
resources:
  host:
    type: syntask:Variable
    properties: { name: ${name}, value: 1 }
  flows:
    type: syntask:docker:DockerFlowStorage
    properties:
      image: registry.invalid/flows@sha256:${"0123456789abcdef".repeat(4)}
      verify: false
      credentialsName: ${name.replaceAll("_", "-")}
      registry: { server: "\${host.id}.invalid", username: worker, password: { fn::secret: hush-hush } }
`;

let stack: Stack;
afterEach(() => stack.remove());

test("a component takes a default that a language writes by itself for one that the program left out", async () => {
  const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
  stack = await Stack.create({ project: yamlProject(program), config });
  await stack.up();
  expect(await stack.outputs()).toEqual({
    jobVariables: { image: expect.stringContaining("registry.invalid/flows@sha256:") },
  });
});

test("an object that has to be known may have an output in it in every language", async () => {
  const name = unique("host").replaceAll("-", "_");
  const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
  stack = await Stack.create({ project: yamlProject(withOutputInside(name)), config });
  await stack.preview();
  await stack.up();
  expect(await stack.state()).not.toContain("hush-hush");
  const { id } = await raw("GET", `/variables/name/${name}`);
  const slug = name.replaceAll("_", "-");
  const { data } = await raw("GET", `/block_types/slug/docker-registry-credentials/block_documents/name/${slug}`);
  expect(data).toMatchObject({ registry_url: `${id}.invalid`, username: "worker" });
});
