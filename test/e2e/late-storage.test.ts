import { yamlProject } from "../support/languages";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("place").replaceAll("-", "_");

/** @param place name of a variable, whose id is part of the path: a new name makes the path unknown until `up` */
const program = (place: string) => `
resources:
  place:
    type: syntask:Variable
    properties: { name: ${place}, value: 1 }
  code:
    type: syntask:LocalFlowStorage
    properties: { path: "/srv/\${place.id}" }
  nightly:
    type: syntask:Deployment
    properties:
      name: ${name}
      flow: ${name}
      entrypoint: etl.py:main
      storage: \${code.storage}
`;

let stack: Stack;
afterAll(() => stack.remove());

test("pull steps that a preview cannot know yet are shown as such, and not as taken away", async () => {
  const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
  const project = yamlProject(program(name));
  stack = await Stack.create({ project, config });
  expect(await stack.preview("--diff")).toMatch(/\+ syntask:index:Deployment[^+]*pullSteps\s*: \[unknown\]/);
  await stack.up();
  expect(await stack.preview()).toMatch(/\d unchanged\n/);

  await yamlProject(program(`${name}_2`)).writeProgram(stack.folder);
  const preview = await stack.preview("--diff");
  expect(preview).toMatch(/~ syntask:index:Deployment: \(update\)\n.*\+ pullSteps\s*: \[unknown\]/s);
  expect(preview).not.toContain("jobVariables");
});
