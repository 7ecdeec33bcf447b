import { clientFor } from "../../../sdk/src/engine/connections";
import { exportServer } from "../../../sdk/src/export/export";
import { definitions } from "../../../sdk/src/provider";
import { raw, serverUrl, unique } from "../../support/raw-api";
import { made, resource } from "../../support/resource";

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

type Listed = { id: string; slug: string | null; parameters: object; active: boolean; schedule: { cron: string } };

const declared = () => ({ name: unique("deployment"), flow: unique("flow"), entrypoint: "etl.py:main" });
const schedulesOf = (deployment: string): Promise<Listed[]> => raw("GET", `/deployments/${deployment}/schedules`);

test("slug and parameters that somebody gave to a schedule of the program are no drift, and stay when it is paused", async () => {
  const inputs = { ...declared(), schedules: [{ cron: "0 6 * * *" }] };
  const object = await made("Deployment", inputs);
  const { id } = object.stored!;
  const [{ id: schedule }] = (await schedulesOf(id)) as [Listed];
  await raw("PATCH", `/deployments/${id}/schedules/${schedule}`, { slug: "theirs", parameters: { size: 1 } });
  await object.refresh();
  expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
  expect(await object.up({ ...inputs, schedules: [{ cron: "0 6 * * *", active: false }] })).toBe("updated");
  expect(await schedulesOf(id)).toMatchObject([
    { id: schedule, slug: "theirs", parameters: { size: 1 }, active: false },
  ]);
  await object.destroy();
});

test("a schedule of a deployment is known by its slug: its times, parameters and name change in place", async () => {
  const named = { cron: "0 6 * * *", slug: "nightly", parameters: { size: 1 } };
  const other = { cron: "0 6 * * *", slug: "hourly", maxScheduledRuns: 4, parameters: { size: 9 } };
  const inputs = { ...declared(), schedules: [named, other] };
  const object = await made("Deployment", inputs);
  const { id } = object.stored!;
  const before = await schedulesOf(id);
  const idOf = (slug: string) => before.find((one) => one.slug === slug)!.id;
  const up = async (changed: object) => {
    const news = { ...inputs, schedules: [changed, other] };
    expect(await object.up(news)).toBe("updated");
    await object.refresh();
    expect(await object.preview(news)).toEqual({ changes: false, replaces: [] });
    const listed = await schedulesOf(id);
    expect(listed.find((one) => one.id === idOf("hourly"))).toMatchObject({ slug: "hourly", parameters: { size: 9 } });
    return listed.find((one) => one.id === idOf("nightly"));
  };
  expect(before.find(({ slug }) => slug === "nightly")).toMatchObject({ parameters: { size: 1 } });
  expect(await up({ ...named, cron: "0 7 * * *" })).toMatchObject({ schedule: { cron: "0 7 * * *" } });
  expect(await up({ ...named, parameters: { size: 2 } })).toMatchObject({ parameters: { size: 2 } });
  expect(await up({ ...named, slug: "daily", replaces: "nightly" })).toMatchObject({ slug: "daily" });
  expect((await up({ cron: "0 6 * * *", slug: "daily" }))!.parameters).toEqual({});
  expect(await up({ cron: "0 6 * * *" })).toBeUndefined();
  expect(await schedulesOf(id)).toHaveLength(2);
  await object.destroy();
});

test("a schedule that is a resource has a slug and parameters, and is the one of its slug after somebody moved it", async () => {
  const deployment = await made("Deployment", declared());
  const inputs = { deployment: deployment.stored!.id, cron: "0 6 * * *", slug: "nightly", parameters: { size: 1 } };
  const schedule = await made("DeploymentSchedule", inputs);
  const { scheduleId } = schedule.stored!.outs;
  expect(await schedule.up({ ...inputs, active: false })).toBe("updated");
  expect(await schedulesOf(inputs.deployment)).toMatchObject([
    { id: scheduleId, slug: "nightly", parameters: { size: 1 }, active: false },
  ]);
  expect(await schedule.up({ ...inputs, slug: "daily" })).toBe("updated");
  expect(schedule.stored!.outs.scheduleId).toBe(scheduleId);
  const { slug: _, ...without } = inputs;
  expect((await schedule.preview(without)).replaces).toEqual(["slug"]);
  await schedule.destroy();
  await deployment.destroy();
});

test("slugs that are not those of one schedule each are refused before anything is sent", async () => {
  const schedules = [
    { cron: "0 6 * * *", slug: "a" },
    { cron: "0 7 * * *", slug: "a" },
    { cron: "0 8 * * *", replaces: "b" },
    { cron: "0 9 * * *", slug: "c", replaces: "a" },
  ];
  expect(await resource("Deployment").check({ ...declared(), schedules })).toEqual([
    expect.stringContaining('`schedules[1].slug` "a" is that of another schedule too'),
    expect.stringContaining("`schedules[2].replaces` is given without `slug`"),
    expect.stringContaining('`schedules[3].replaces` "a" is the slug of a schedule that stays'),
  ]);
});

test("an export has the slug and the parameters of a schedule", async () => {
  const object = await made("Deployment", {
    ...declared(),
    schedules: [{ cron: "0 6 * * *", slug: "nightly", parameters: { size: 1 } }],
  });
  const config: Record<string, string> = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
  const { program } = await exportServer(clientFor({ get: (key) => config[key] }), definitions);
  const [, written = ""] = program.split(`"${object.stored!.outs.name}"`);
  expect(written.slice(0, 400)).toMatch(/slug: "nightly",\s+parameters: { size: 1 }/);
  await object.destroy();
});
