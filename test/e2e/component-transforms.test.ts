import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

let stack: Stack;
afterAll(() => stack?.remove());

const name = unique("token");

test("a transform of a component changes what it makes, and what refers to that follows", async () => {
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    program: `
      const transform = ({ type, props, opts }) =>
        type.endsWith(":Secret") ? { props: { ...props, name: "${name}" }, opts } : undefined;
      const args = { repository: "https://git.example.invalid/flows.git", accessToken: "hush", verify: false };
      const storage = new syntask.GitFlowStorage("flows", args, { transforms: [transform] });
      exports.pullSteps = storage.pullSteps;
    `,
  });
  await stack.up();
  const { pullSteps } = await stack.outputs();
  expect(JSON.stringify(pullSteps)).toContain(`{{ prefect.blocks.secret.${name} }}`);
  await stack.preview("--expect-no-changes");
});
