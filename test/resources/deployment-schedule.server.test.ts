import { raw, unique } from "../support/raw-api";
import { failureOf, made, resource } from "../support/resource";
import { serverTakes, where } from "../support/server-version";
import type { SmallEngine } from "../support/small-engine";

type Listed = { id: string; active: boolean; schedule: Record<string, unknown> };

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

const schedulesOf = (deployment: string): Promise<Listed[]> => raw("GET", `/deployments/${deployment}/schedules`);

/** A deployment of the package that leaves its schedules to others. */
async function deploymentWithoutSchedules() {
  const inputs = { name: unique("deployment"), flow: unique("flow"), entrypoint: "etl.py:main" };
  return { inputs, object: await made("Deployment", inputs) };
}

test("a deployment that leaves its schedules out keeps one that is a resource of its own, and one of the UI", async () => {
  const { inputs, object } = await deploymentWithoutSchedules();
  const deployment = object.stored!.id;
  await raw("POST", `/deployments/${deployment}/schedules`, [{ schedule: { cron: "0 1 * * *" }, active: false }]);
  const [ofUi] = await schedulesOf(deployment);
  const schedule = await made("DeploymentSchedule", { deployment, cron: "0 6 * * *" });

  expect(await object.refresh()).toBe(true);
  expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
  await object.up({ ...inputs, description: "changed" });
  await writeWhole(object, inputs, "/");
  expect((await schedulesOf(deployment)).map((one) => one.schedule.cron).sort()).toEqual(["0 1 * * *", "0 6 * * *"]);

  expect(await schedule.refresh()).toBe(true);
  await schedule.destroy();
  expect((await schedulesOf(deployment)).map((one) => one.schedule.cron)).toEqual([ofUi!.schedule.cron]);
});

/** Writes a deployment as a whole, as a reference needs it, for which the server makes each of its schedules anew. */
const writeWhole = (object: SmallEngine, inputs: object, text: string) =>
  object.up({ ...inputs, parameters: { place: { __prefect_kind: "jinja", template: text } } });

describe("one that was made anew with its deployment", () => {
  async function madeAnew() {
    const { inputs, object } = await deploymentWithoutSchedules();
    const deployment = object.stored!.id;
    const schedule = await made("DeploymentSchedule", { deployment, cron: "0 6 * * *" });
    const { scheduleId } = schedule.stored!.outs;
    await writeWhole(object, inputs, "/");
    const [listed] = await schedulesOf(deployment);
    expect(listed!.id).not.toBe(scheduleId);
    return { deployment, schedule, listed: listed! };
  }

  test("is found by a refresh, under its new id", async () => {
    const { deployment, schedule, listed } = await madeAnew();
    await schedule.refresh();
    expect(schedule.stored).toMatchObject({ id: `${deployment}/${listed.id}`, outs: { scheduleId: listed.id } });
    expect(await schedule.preview({ deployment, cron: "0 6 * * *" })).toEqual({ changes: false, replaces: [] });
  });

  test("is changed, without a refresh before", async () => {
    const { deployment, schedule, listed } = await madeAnew();
    expect(await schedule.up({ deployment, cron: "0 6 * * *", active: false })).toBe("updated");
    expect(await schedulesOf(deployment)).toEqual([expect.objectContaining({ id: listed.id, active: false })]);
  });

  test("is deleted, unless somebody has changed it since", async () => {
    const { deployment, schedule } = await madeAnew();
    await schedule.destroy();
    expect(await schedulesOf(deployment)).toEqual([]);
    const { deployment: other, schedule: changed, listed } = await madeAnew();
    await raw("PATCH", `/deployments/${other}/schedules/${listed.id}`, { active: false });
    await changed.destroy();
    expect(await schedulesOf(other)).toHaveLength(1);
  });
});

test("each change keeps its id and leaves the others of the deployment alone", async () => {
  const { object } = await deploymentWithoutSchedules();
  const deployment = object.stored!.id;
  const other = await made("DeploymentSchedule", { deployment, interval: 86_400 });
  const inputs = { deployment, cron: "0 6 * * *" };
  const schedule = await made("DeploymentSchedule", inputs);
  const { scheduleId } = schedule.stored!.outs;
  const isOther = ({ id }: Listed) => id === other.stored!.outs.scheduleId;
  const before = (await schedulesOf(deployment)).find(isOther);
  for (const change of [
    { active: false },
    { timezone: "Asia/Tokyo" },
    { cron: "0 7 * * *" },
    { maxScheduledRuns: 3 },
  ]) {
    expect(await schedule.up({ ...inputs, ...change })).toBe("updated");
    expect(schedule.stored!.outs.scheduleId).toBe(scheduleId);
    Object.assign(inputs, change);
  }
  const listed = await schedulesOf(deployment);
  expect(listed.find(({ id }) => id === scheduleId)).toMatchObject({
    active: false,
    max_scheduled_runs: 3,
    schedule: { cron: "0 7 * * *", timezone: "Asia/Tokyo" },
  });
  expect(listed.find(isOther)).toEqual(before);
});

test("an interval of another zone is counted from where it was", async () => {
  const { object } = await deploymentWithoutSchedules();
  const inputs = { deployment: object.stored!.id, interval: 86_400 };
  const schedule = await made("DeploymentSchedule", inputs);
  const [before] = await schedulesOf(inputs.deployment);
  await schedule.up({ ...inputs, timezone: "Asia/Tokyo" });
  const [after] = await schedulesOf(inputs.deployment);
  expect(after!.schedule).toEqual({ ...before!.schedule, timezone: "Asia/Tokyo" });
  await schedule.up({ ...inputs, timezone: "Asia/Tokyo", anchorDate: "2026-01-01T00:00:00Z" });
  const [anchored] = await schedulesOf(inputs.deployment);
  expect(Date.parse(String(anchored!.schedule.anchor_date))).toBe(Date.parse("2026-01-01T00:00:00Z"));
  expect(await schedule.preview({ ...inputs, timezone: "Asia/Tokyo", anchorDate: "2026-01-01" })).toEqual({
    changes: false,
    replaces: [],
  });
});

test("one kind may become another in place", async () => {
  const { object } = await deploymentWithoutSchedules();
  const deployment = object.stored!.id;
  const schedule = await made("DeploymentSchedule", { deployment, cron: "0 6 * * *", dayOr: false });
  const { id } = schedule.stored!;
  expect(await schedule.up({ deployment, rrule: "FREQ=DAILY" })).toBe("updated");
  expect(schedule.stored!.id).toBe(id);
  expect(await schedule.refresh()).toBe(true);
  expect(await schedule.preview({ deployment, rrule: "FREQ=DAILY" })).toEqual({ changes: false, replaces: [] });
});

/** Options that newer servers have not. */
const ofOldest = { before: "3.1.0" };
const bounds = [...(serverTakes(ofOldest) ? ["maxActiveRuns"] : []), "maxScheduledRuns"];

test.each(bounds)("a %s that is left out replaces the schedule", async (bound) => {
  const { object } = await deploymentWithoutSchedules();
  const inputs = { deployment: object.stored!.id, cron: "0 6 * * *" };
  const schedule = await made("DeploymentSchedule", { ...inputs, [bound]: 3 });
  expect((await schedule.preview(inputs)).replaces).toEqual([bound]);
  expect(await schedule.up(inputs)).toBe("replaced");
  const [listed] = await schedulesOf(inputs.deployment);
  expect(listed).toMatchObject({ ...where(ofOldest, { max_active_runs: null }), max_scheduled_runs: null });
});

test("a schedule of a deployment that is not there is refused in one line", async () => {
  const deployment = "00000000-0000-4000-8000-000000000000";
  expect(await failureOf(resource("DeploymentSchedule").up({ deployment, cron: "0 6 * * *" }))).toBe(
    `schedule "0 6 * * * of deployment ${deployment}": there is no such deployment; make it first, or write the id of one that exists`,
  );
});

test("a schedule goes with its deployment, and is then made anew for the next one", async () => {
  const { object } = await deploymentWithoutSchedules();
  const schedule = await made("DeploymentSchedule", { deployment: object.stored!.id, cron: "0 6 * * *" });
  await object.destroy();
  expect(await schedule.refresh()).toBe(false);
  const { object: next } = await deploymentWithoutSchedules();
  expect(await schedule.up({ deployment: next.stored!.id, cron: "0 6 * * *" })).toBe("created");
});

test.each<[object, string]>([
  [{}, "has no kind; write one of `cron`, `interval`, `rrule`"],
  [{ cron: "0 6 * * *", interval: 60 }, "has `cron` and `interval`; a schedule is of one kind, so make two schedules"],
  [{ cron: "0 25 * * *" }, '`cron` "0 25 * * *" is not a cron expression'],
  [{ interval: 0 }, "`interval` is 0; write the seconds between two runs, more than 0"],
  [{ rrule: "DAILY" }, '`rrule` "DAILY" is not a recurrence rule'],
  [{ interval: 60, dayOr: true }, "`dayOr` is not an option of `interval` schedules"],
  [{ cron: "0 6 * * *", timezone: "Berlin" }, '`timezone` "Berlin" is not a known time zone'],
  [
    { cron: "0 6 * * *", maxScheduledRuns: 51 },
    "`maxScheduledRuns` is 51; write a whole number from 1 to 50, or leave it out for no limit",
  ],
])("%j is refused at preview", async (inputs, reason) => {
  const refusals = await resource("DeploymentSchedule").check({ deployment: unique("id"), ...inputs });
  expect(refusals).toEqual([expect.stringContaining(reason)]);
});
