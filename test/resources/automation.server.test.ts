import { raw, unique } from "../support/raw-api";
import { failureOf, made, resource } from "../support/resource";
import { listen } from "../support/said";

const said = listen();

const trigger = { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"] };
const doNothing = { type: "do-nothing" };
const wire = (name: string) => ({ name, trigger, actions: [doNothing] });

describe("traps of api.md, section 9", () => {
  test("two automations of one name on the server are not guessed between", async () => {
    const name = unique("automation");
    const both = await Promise.all([
      raw("POST", "/automations/", wire(name)),
      raw("POST", "/automations/", wire(name)),
    ]);
    expect(await failureOf(resource("Automation").up({ name, trigger, actions: [doNothing], adopt: true }))).toBe(
      `automation "${name}": the server has 2 automations of this name; choose another one, or delete all but one there`,
    );
    for (const { id } of both) await raw("DELETE", `/automations/${id}`);
  });

  test("the ids that the server gives to triggers anew are no drift", async () => {
    const name = unique("automation");
    const inputs = { name, trigger, actions: [doNothing] };
    const automation = await made("Automation", inputs);
    const { id } = automation.stored!;
    const before = await raw("GET", `/automations/${id}`);
    await raw("PUT", `/automations/${id}`, wire(name));
    expect((await raw("GET", `/automations/${id}`)).trigger.id).not.toBe(before.trigger.id);
    await automation.refresh();
    expect(await automation.preview(inputs)).toEqual({ changes: false, replaces: [] });
    await automation.destroy();
  });

  test("switched on or off alone it keeps its trigger, and any other change says what is forgotten", async () => {
    const counting = { ...trigger, threshold: 3, within: 60 };
    const inputs = { name: unique("automation"), trigger: counting, actions: [doNothing] };
    const automation = await made("Automation", inputs);
    const triggerId = async () => (await raw("GET", `/automations/${automation.stored!.id}`)).trigger.id;
    const first = await triggerId();
    await automation.up({ ...inputs, enabled: false });
    expect(said()).toEqual([]);
    expect(await raw("GET", `/automations/${automation.stored!.id}`)).toMatchObject({ enabled: false });
    expect(await triggerId()).toBe(first);
    await automation.up({ ...inputs, enabled: false, description: "new" });
    expect(said()).toEqual([
      `automation "${inputs.name}" starts its trigger anew: what it has counted or waited for so far is forgotten`,
    ]);
    expect(await triggerId()).not.toBe(first);
    await automation.destroy();
  });

  test("names of Syntask's events and resources become those of the server's dialect", async () => {
    const name = unique("automation");
    const label = "syntask.resource.id";
    const event = { type: "event", posture: "Reactive", forEach: [label], after: ["syntask.flow-run.*"] };
    const inputs = {
      name,
      actions: [doNothing],
      trigger: {
        type: "sequence",
        triggers: [
          { ...event, expect: ["syntask.flow-run.Failed"], match: { [label]: ["!syntask.flow-run.x", "other"] } },
          { ...event, expect: ["prefect.flow-run.Failed", "company.event"] },
        ],
      },
    };
    const automation = await made("Automation", inputs);
    const [first, second] = (await raw("GET", `/automations/${automation.stored!.id}`)).trigger.triggers;
    expect(first).toMatchObject({
      expect: ["prefect.flow-run.Failed"],
      after: ["prefect.flow-run.*"],
      for_each: ["prefect.resource.id"],
      match: { "prefect.resource.id": ["!prefect.flow-run.x", "other"] },
    });
    expect(second.expect.sort()).toEqual(["company.event", "prefect.flow-run.Failed"]);
    await automation.refresh();
    expect(automation.stored!.inputs).toMatchObject(inputs);
    expect(await automation.preview(inputs)).toEqual({ changes: false, replaces: [] });
    await automation.destroy();
  });

  test("drift in a trigger is reported without what the user left out", async () => {
    const name = unique("automation");
    const automation = await made("Automation", { name, trigger, actions: [doNothing] });
    await raw("PUT", `/automations/${automation.stored!.id}`, { ...wire(name), trigger: { ...trigger, threshold: 5 } });
    await automation.refresh();
    expect(automation.stored!.inputs.trigger).toEqual({ ...trigger, threshold: 5 });
    await automation.destroy();
  });

  test("the server takes every kind of action as it is written here, and gives it back the same", async () => {
    const pool = await raw("POST", "/work_pools/", { name: unique("pool"), type: "process" });
    const other = await raw("POST", "/automations/", wire(unique("automation")));
    const block = await made("Block", {
      name: unique("hook"),
      typeSlug: "webhook",
      data: { url: "https://example.com" },
    });
    const slack = await made("Block", {
      name: unique("slack"),
      typeSlug: "slack-webhook",
      data: { url: "https://hooks.example.com" },
    });
    const deployment = await made("Deployment", {
      name: unique("deployment"),
      flow: unique("flow"),
      entrypoint: "a.py:b",
    });
    const actions = [
      doNothing,
      { type: "run-deployment", deployment: deployment.stored!.id, parameters: {}, jobVariables: { env: { A: "b" } } },
      { type: "run-deployment" },
      { type: "pause-deployment", deployment: deployment.stored!.id },
      { type: "resume-deployment" },
      { type: "pause-work-pool", workPool: pool.id },
      { type: "resume-work-pool" },
      { type: "pause-work-queue", workQueue: pool.default_queue_id },
      { type: "resume-work-queue" },
      { type: "pause-automation", automation: other.id },
      { type: "resume-automation" },
      { type: "cancel-flow-run" },
      { type: "suspend-flow-run" },
      { type: "resume-flow-run" },
      { type: "change-flow-run-state", state: "CRASHED", name: "Late", message: "too late" },
      { type: "send-notification", block: slack.stored!.id, subject: "Failed", body: "{{ flow_run.name }}" },
      { type: "call-webhook", block: block.stored!.id, payload: "{}" },
    ];
    const inputs = { name: unique("automation"), trigger, actions, enabled: false };
    const automation = await made("Automation", inputs);
    await automation.refresh();
    expect(automation.stored!.inputs.actions).toEqual(actions);
    expect(await automation.preview(inputs)).toEqual({ changes: false, replaces: [] });
    await automation.destroy();
    await raw("DELETE", `/automations/${other.id}`);
  });
});
