import { yamlProject } from "../support/languages";
import { serverUrl } from "../support/raw-api";
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

let stack: Stack;
afterAll(() => stack.remove());

test("a component takes a default that a language writes by itself for one that the program left out", async () => {
  const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
  stack = await Stack.create({ project: yamlProject(program), config });
  await stack.up();
  expect(await stack.outputs()).toEqual({
    jobVariables: { image: expect.stringContaining("registry.invalid/flows@sha256:") },
  });
});
