import { failuresOf } from "../support/check-failures";

const deployment = (more: Record<string, unknown>) => failuresOf("Deployment", { entrypoint: "etl.py:main", ...more });
const schedule = (one: unknown) => deployment({ schedules: [one] });

describe("schedules", () => {
  test.each([
    { cron: "0 6 * * *" },
    { cron: "@daily" },
    { cron: "*/5 0-6 1,15 JAN-MAR MON" },
    { cron: "0 6 * * * 30" },
    { cron: "0 6 * * *", timezone: "Europe/Berlin", dayOr: false },
    { cron: "0 6 31 2 *" },
    { cron: "0 6 * * *", timezone: "US/Eastern" },
    { rrule: "RDATE:20270101T000000Z" },
    { interval: 0.5 },
    { interval: 3600, anchorDate: "2026-01-01T00:00:00+02:00", timezone: "UTC" },
    { rrule: "FREQ=WEEKLY;BYDAY=MO" },
    { rrule: "DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY;COUNT=3" },
    { cron: "0 6 * * *", maxActiveRuns: 1, maxScheduledRuns: 50, catchup: true, active: false },
  ])("%j is right", async (one) => {
    expect(await schedule(one)).toEqual([]);
  });

  test.each([
    [{}, "`schedules[0]` has no kind; write one of `cron`, `interval`, `rrule`"],
    [
      { cron: "0 6 * * *", rrule: "FREQ=DAILY" },
      "`schedules[0]` has `cron` and `rrule`; a schedule is of one kind, so make two schedules",
    ],
    [{ cron: "0 26 * * *" }, '`schedules[0].cron` "0 26 * * *" is not a cron expression'],
    [{ cron: "@dayly" }, '`schedules[0].cron` "@dayly" is none of @midnight, @hourly, @daily'],
    [{ cron: "0 6 * * *", timezone: "Berlin" }, '`schedules[0].timezone` "Berlin" is not a known time zone'],
    [
      { rrule: "BYDAY=MO" },
      '`schedules[0].rrule` "BYDAY=MO" is not a recurrence rule: it has no FREQ; write it like "FREQ=WEEKLY;BYDAY=MO"',
    ],
    [{ rrule: "FREQ=SOMETIMES" }, '`schedules[0].rrule` "FREQ=SOMETIMES" is not a recurrence rule'],
    [{ interval: 0 }, "`schedules[0].interval` is 0; write the seconds between two runs, more than 0"],
    [{ cron: "H 6 * * *" }, 'minute "H" is drawn at random, which the server does not do; write numbers'],
    [{ cron: "0 6 * * 5L" }, 'day of week "5L" has "5l"; write numbers or names such as mon'],
    [{ cron: "0 22-6 * * *" }, 'hour "22-6" has the range 22-6; write the smaller one first, or two ranges'],
    [{ rrule: "FREQ=DAILY;BYHOUR=25" }, 'BYHOUR cannot be "25"; write 0 to 23'],
    [{ cron: "0 6 * * *", timezone: "europe/berlin" }, 'is not a known time zone; write "Europe/Berlin"'],
    [{ cron: "0 6 * * *", timezone: "+01:00" }, '"+01:00" is not a known time zone'],
    [
      { interval: 1e14 },
      "is 100000000000000; write the seconds between two runs, more than 0 and at most 86399999999999",
    ],
    [{ interval: -5 }, "`schedules[0].interval` is -5; write the seconds between two runs, more than 0"],
    [
      { interval: 5, anchorDate: "tomorrow" },
      '`schedules[0].anchorDate` "tomorrow" is not an ISO 8601 time; write it like 2026-01-01T00:00:00Z',
    ],
    [
      { cron: "0 6 * * *", maxScheduledRuns: 51 },
      "`schedules[0].maxScheduledRuns` is 51; write a whole number from 1 to 50, or leave it out for no limit",
    ],
    [
      { cron: "0 6 * * *", maxActiveRuns: "2" },
      '`schedules[0].maxActiveRuns` is "2"; write a whole number from 1, or leave it out for no limit',
    ],
    [
      { cron: "0 6 * * *", maxActiveRuns: 0 },
      "`schedules[0].maxActiveRuns` is 0; write a whole number from 1, or leave it out for no limit",
    ],
    [
      { cron: "0 6 * * *", maxActiveRun: 1 },
      '`schedules[0].maxActiveRun` is not an option of `cron` schedules; did you mean "maxActiveRuns"?',
    ],
    [{ interval: 60, dayOr: true }, "`schedules[0].dayOr` is not an option of `interval` schedules"],
  ])("%j is refused in one line", async (one, reason) => {
    const failures = await schedule(one);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain(reason);
    expect(failures[0]).not.toContain("\n");
  });
});

describe("entrypoints", () => {
  test.each(["etl.py:main", "src/etl flows/etl.py:main", "./etl.py:main", "package.module.main"])(
    "%s is right",
    async (entrypoint) => {
      expect(await failuresOf("Deployment", { entrypoint })).toEqual([]);
    },
  );

  test.each(["etl.py", "etl.py:", "etl:main", "main", "etl.py:main()", ""])('"%s" is refused', async (entrypoint) => {
    expect(await failuresOf("Deployment", { entrypoint })).toEqual([
      `\`entrypoint\` "${entrypoint}" names no function; write path/to/file.py:function`,
    ]);
  });
});

describe("pull steps", () => {
  const steps = (...pullSteps: unknown[]) => deployment({ pullSteps });

  test.each([
    [{}, "names no function"],
    ["git_clone", "is not a step"],
    [{ git_clone: {} }, "is not the full name of a function"],
    [{ "a.b": null }, "is not an object of arguments"],
    [{ "prefect.deployments.steps.git_clone": {} }, "has no `repository`"],
    [
      { "a.b": { url: "https://{{ prefect.blocks.secret.token }}@host" } },
      "has {{ prefect.blocks.secret.token }} inside other text; a block placeholder has to be the whole value",
    ],
    [
      {
        "prefect.deployments.steps.git_clone": {
          repository: "https://git.invalid/a.git",
          access_token: "a",
          credentials: "b",
        },
      },
      "has `access_token` and `credentials`; give one of them",
    ],
    [
      { "prefect.deployments.steps.git_clone": { repository: "https://me:hush@git.invalid/a.git" } },
      'has a user or a token in it; write "https://git.invalid/a.git"',
    ],
  ])("%j is refused", async (step, reason) => {
    const failures = await steps(step);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain(reason);
    expect(failures[0]).not.toContain("hush");
  });

  test("steps of any package, with placeholders as whole values, are right", async () => {
    expect(
      await steps(
        {
          "my_company.steps.fetch": {
            token: "{{ prefect.blocks.secret.token }}",
            where: "{{ fetch.directory }}/a",
            id: "a",
          },
        },
        { "prefect.deployments.steps.git_clone": { repository: "git@github.com:a/b.git" } },
      ),
    ).toEqual([]);
  });
});

describe("job templates", () => {
  const pool = (baseJobTemplate: unknown) => failuresOf("WorkPool", { name: "p", type: "process", baseJobTemplate });

  test.each([
    [{}, "has to have `job_configuration` and `variables`"],
    [{ job_configuration: { a: 1 }, variables: {} }, "has to have `job_configuration` and `variables`"],
    [
      { job_configuration: { a: "{{ comand }}" }, variables: { properties: { command: {} } } },
      'uses {{ comand }}, which is not in `variables.properties`; did you mean "command"?',
    ],
    [
      {
        job_configuration: { a: "{{ size }}" },
        variables: { type: "object", properties: { size: { type: "integer", default: "big" } } },
      },
      "`baseJobTemplate.variables.properties.size.default` must be integer",
    ],
  ])("%j is refused", async (template, reason) => {
    const failures = await pool(template);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain(reason);
  });

  test("a variable that is required has no default, and that is right", async () => {
    expect(
      await pool({
        job_configuration: { a: "{{ size }}" },
        variables: { type: "object", required: ["size"], properties: { size: { type: "integer" } } },
      }),
    ).toEqual([]);
  });
});

describe("names and bounds", () => {
  test.each(["Flow", "WorkPool", "WorkQueue", "Deployment"])(
    "%s refuses each forbidden character, and takes all else",
    async (kind) => {
      const named = (name: string) =>
        failuresOf(kind, { name, type: "process", workPool: "p", entrypoint: "etl.py:main" });
      for (const character of "/%&><") expect(await named(`a${character}b`)).toHaveLength(1);
      expect(await named("Größe: 3 (a.b) #1?")).toEqual([]);
      expect(await named("\n ")).toHaveLength(1);
    },
  );

  const leastOf: Record<string, Record<string, unknown>> = {
    WorkPool: { name: "a", type: "process" },
    WorkQueue: { name: "a", workPool: "p" },
    Deployment: { name: "a", entrypoint: "etl.py:main" },
  };

  test.each([
    ["WorkPool", { concurrencyLimit: -1 }],
    ["WorkPool", { concurrencyLimit: 1.5 }],
    ["WorkPool", { concurrencyLimit: "5" }],
    ["WorkQueue", { priority: 0 }],
    ["WorkQueue", { concurrencyLimit: -1 }],
    ["Deployment", { concurrencyLimit: -1 }],
    ["Deployment", { collisionStrategy: "WAIT" }],
  ])("%s refuses %j", async (kind, inputs) => {
    expect(await failuresOf(kind, { ...leastOf[kind], ...inputs })).toHaveLength(1);
  });

  test.each([
    ["WorkPool", { concurrencyLimit: 0 }],
    ["WorkQueue", { concurrencyLimit: 0, priority: 1 }],
  ])("%s takes %j", async (kind, inputs) => {
    expect(await failuresOf(kind, { ...leastOf[kind], ...inputs })).toEqual([]);
  });

  test.each(Object.entries(leastOf))("%s names each input that is missing", async (kind, inputs) => {
    for (const missing of Object.keys(inputs).filter((input) => input !== "name")) {
      expect(await failuresOf(kind, { ...inputs, [missing]: undefined })).toContain(`\`${missing}\` is missing`);
    }
  });
});

describe("what is not of the form that it has to be", () => {
  test.each([
    [{ schedules: { cron: "0 6 * * *" } }, "`schedules` is not a list; write `schedules: [{ cron: … }]`"],
    [{ entrypoint: "etl.py" }, '`entrypoint` "etl.py" names no function; write path/to/file.py:function'],
    [
      {
        entrypoint: "package.main",
        pullSteps: [{ "syntask.deployments.steps.set_working_directory": { directory: "/" } }],
      },
      '`entrypoint` "package.main" is a module, for which a worker skips the pull steps; write path/to/file.py:function',
    ],
  ])("%j is named with what to write", async (inputs, line) => {
    expect(await deployment(inputs)).toContain(line);
  });
});
