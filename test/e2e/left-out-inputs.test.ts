import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("left-out");

/** One of each kind with no more than it needs. */
const program = `
const type = new syntask.BlockType("${name}");
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const alerts = new syntask.Block("${name}", { typeSlug: "slack-webhook", data: { url: "https://hooks.invalid/" } });
const flow = new syntask.Flow("${name}");
const resources = {
  Automation: new syntask.Automation("${name}", {
    trigger: { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"] },
    actions: [{ type: "cancel-flow-run" }],
  }),
  AwsCredentials: new syntask.AwsCredentials("${name}", {}),
  Block: alerts,
  BlockSchema: new syntask.BlockSchema("${name}", { blockType: type, fields: { properties: {} } }),
  BlockType: type,
  Deployment: new syntask.Deployment("${name}", { flow, entrypoint: "etl.py:main" }),
  Flow: flow,
  FlowRunNotificationPolicy: new syntask.FlowRunNotificationPolicy("${name}", { block: alerts }),
  GcpCredentials: new syntask.GcpCredentials("${name}", {}),
  GlobalConcurrencyLimit: new syntask.GlobalConcurrencyLimit("${name}", { limit: 1 }),
  TagConcurrencyLimit: new syntask.TagConcurrencyLimit("${name}", { limit: 1 }),
  Variable: new syntask.Variable("${name}".replaceAll("-", "_"), { value: 1 }),
  WorkPool: workPool,
  WorkQueue: new syntask.WorkQueue("${name}", { workPool }),
};
for (const [kind, resource] of Object.entries(resources)) {
  for (const [property, { required }] of Object.entries(syntask[kind].definition.fields)) {
    if (required) continue;
    exports[kind + "." + property] = resource[property].apply((value) => (value === undefined ? "none" : "there"));
  }
}
`;

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.create({ program, config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" } });
});
afterAll(() => stack.remove());

/** The outputs that a preview foretells. */
const foretold = (preview: string): Record<string, string> =>
  Object.fromEntries(
    [...preview.matchAll(/^\s*\+?\s*(\w+\.\w+)\s*: (?:"(\w+)"|(.+))$/gm)].map(([, output, known, other]) => [
      output,
      known ?? other,
    ]),
  );

test("an output of what the program leaves out is known to be nothing before the object is made", async () => {
  const outputs = foretold(await stack.preview());
  expect(Object.entries(outputs).filter(([, value]) => value !== "none" && value !== "there")).toEqual([]);
  expect(outputs).toMatchObject({
    "WorkPool.name": "there",
    "WorkPool.description": "none",
    "WorkPool.paused": "none",
  });
  await stack.up();
  expect(await stack.outputs()).toEqual(outputs);
});
