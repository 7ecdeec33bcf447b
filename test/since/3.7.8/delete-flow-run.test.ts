import { raw, unique } from "../../support/raw-api";
import { made } from "../../support/resource";

test("an automation deletes flow runs", async () => {
  const inputs = {
    name: unique("automation"),
    trigger: { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"] },
    actions: [{ type: "delete-flow-run" }],
  };
  const object = await made("Automation", inputs);
  expect((await raw("GET", `/automations/${object.stored!.id}`)).actions).toEqual([{ type: "delete-flow-run" }]);
  await object.refresh();
  expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
  await object.destroy();
});
