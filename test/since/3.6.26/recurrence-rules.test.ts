import { raw, unique } from "../../support/raw-api";
import { made } from "../../support/resource";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

const daily = "FREQ=DAILY;INTERVAL=2";
const byMinutes = "FREQ=MINUTELY;INTERVAL=7";

const rulesOf = async (deployment: string): Promise<string[]> =>
  (await raw("GET", `/deployments/${deployment}/schedules`)).map(({ schedule }: any) => schedule.rrule).sort();

const inputs = () => ({ name: unique("deployment"), flow: unique("flow"), entrypoint: "etl.py:main" });

test("a rule without a start is no drift with the one that the server gives it, and its scheduled runs stay", async () => {
  const declared = { ...inputs(), schedules: [{ rrule: daily }, { rrule: byMinutes, active: false }] };
  const object = await made("Deployment", declared);
  const { id } = object.stored!;
  const rules = await rulesOf(id);
  expect(rules).toEqual([
    `DTSTART:20200101T000000\n${daily}`,
    expect.stringMatching(/^DTSTART:\d{8}T\d{6}\nFREQ=MINUTELY/),
  ]);
  expect(await object.refresh()).toBe(true);
  expect(object.stored!.inputs.schedules).toEqual(declared.schedules);
  expect(await object.up(declared)).toBe("unchanged");
  const news = { ...declared, pullSteps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/" } }] };
  expect(await object.up(news)).toBe("updated");
  expect(await rulesOf(id)).toEqual(rules);
  await object.destroy();
});

test("a rule with a start of its own keeps it, and another start by hand is drift", async () => {
  const rrule = `DTSTART:20260301T060000\n${daily}`;
  const declared = { ...inputs(), schedules: [{ rrule }] };
  const object = await made("Deployment", declared);
  await object.refresh();
  expect(await object.preview(declared)).toEqual({ changes: false, replaces: [] });
  const [schedule] = await raw("GET", `/deployments/${object.stored!.id}/schedules`);
  await raw("PATCH", `/deployments/${object.stored!.id}/schedules/${schedule.id}`, {
    schedule: { rrule: `DTSTART:20260401T060000\n${daily}`, timezone: "UTC" },
  });
  await object.refresh();
  expect(await object.preview(declared)).toEqual({ changes: true, replaces: [] });
  await object.destroy();
});

test("a schedule that is a resource of its own shows no start of the server, and keeps it with another time zone", async () => {
  const object = await made("Deployment", inputs());
  const deployment = object.stored!.id;
  const schedule = await made("DeploymentSchedule", { deployment, rrule: byMinutes });
  const [rule] = await rulesOf(deployment);
  await schedule.refresh();
  expect(schedule.stored!.inputs.rrule).toBe(byMinutes);
  const news = { deployment, rrule: byMinutes, timezone: "Europe/Berlin" };
  expect(await schedule.up(news)).toBe("updated");
  expect(await rulesOf(deployment)).toEqual([rule]);
  await schedule.refresh();
  expect(await schedule.up(news)).toBe("unchanged");
  await schedule.destroy();
  await object.destroy();
});
