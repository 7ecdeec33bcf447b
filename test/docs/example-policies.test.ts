import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as syntask from "pulumi-syntask";
import { policies } from "../../examples/two-stacks/policies/policies";
import { messages, server } from "../support/policy-pack";

/** What the policies of `examples/two-stacks` say of a resource. */
function saidOf(type: string, properties: Record<string, JavaScriptValue>): Promise<string[]> {
  const request = new analyzer.AnalyzeRequest();
  request.setType(type);
  request.setName("etl");
  request.setProperties(Struct.fromJavaScript(properties) as never);
  request.setOptions(new analyzer.AnalyzerResourceOptions());
  return messages(server.makeAnalyzeRpcFun, policies, request);
}

const pool = syntask.WorkPool.__pulumiType;
const deployment = syntask.Deployment.__pulumiType;
const schedule = syntask.DeploymentSchedule.__pulumiType;

test.each([
  [pool, { type: "process" }, "has no `concurrencyLimit`"],
  [deployment, { tags: ["nightly"] }, 'has no tag that begins with "team:"'],
  [schedule, { cron: "0 6 * * *" }, "has no `timezone`: it runs in UTC"],
])("the policies of examples/two-stacks refuse %s of %j", async (type, properties, said) => {
  expect(await saidOf(type, properties)).toEqual([expect.stringContaining(said)]);
});

test.each([
  [pool, { type: "process", concurrencyLimit: 20 }],
  [deployment, { tags: ["team:finance"] }],
  [schedule, { cron: "0 6 * * *", timezone: "Europe/Berlin" }],
  [schedule, { interval: 3600 }],
  [syntask.Variable.__pulumiType, { value: "EUR" }],
])("the policies of examples/two-stacks take %s of %j", async (type, properties) => {
  expect(await saidOf(type, properties)).toEqual([]);
});
