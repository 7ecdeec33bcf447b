import { raw, unique } from "../../support/raw-api";
import { made } from "../../support/resource";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

const step = (directory: string) => ({ "prefect.deployments.steps.set_working_directory": { directory } });

test.each([
  ["pull steps", { pullSteps: [step("/b")] }],
  ["parameters that refer to values", { parameters: { day: { __prefect_kind: "jinja", template: "{{ 1 }}" } } }],
  ["the schema of parameters", { parameterOpenApiSchema: { type: "object", properties: { day: { type: "string" } } } }],
])("slug and parameters of a schedule that somebody made stay with a change of %s", async (_, change) => {
  const inputs = { name: unique("deployment"), flow: unique("flow"), entrypoint: "etl.py:main" };
  const object = await made("Deployment", { ...inputs, pullSteps: [step("/a")] });
  const { id } = object.stored!;
  const schedule = { schedule: { cron: "0 1 * * *" }, active: false, slug: "nightly", parameters: { size: 1 } };
  await raw("POST", `/deployments/${id}/schedules`, [schedule]);
  expect(await object.up({ ...inputs, pullSteps: [step("/a")], ...change })).toBe("updated");
  const [kept] = await raw("GET", `/deployments/${id}/schedules`);
  expect(kept).toMatchObject({ slug: "nightly", parameters: { size: 1 }, active: false });
  await object.destroy();
});
