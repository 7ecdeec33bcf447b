import { makeDocument } from "../../support/block-documents";
import { raw, unique } from "../../support/raw-api";
import { serverTakes, where } from "../../support/server-version";
import type { Subject } from "../subject";

/** Options of schedules that newer servers do not have. */
const before31 = { before: "3.1.0" };

/** Options of schedules that newer servers have. */
const since32 = { since: "3.2.0" };

/** With the start that newer servers give a rule which has none. */
const everyOtherDay = `${serverTakes({ since: "3.6.26" }) ? "DTSTART:20200101T000000\n" : ""}FREQ=DAILY;INTERVAL=2`;

export const deploymentSubjects: Subject[] = [
  {
    kind: "Flow",
    inputs: async () => ({ name: unique("flow"), tags: ["b", "a"] }),
    changes: { tags: ["c"] },
    clearable: ["tags"],
    replacement: ["name", () => unique("flow")],
    drift: { property: "tags", make: (id) => raw("PATCH", `/flows/${id}`, { tags: ["by hand"] }) },
    remove: (id) => raw("DELETE", `/flows/${id}`),
    occupy: ({ name }) => raw("POST", "/flows/", { name, tags: ["theirs"] }),
  },
  {
    kind: "Deployment",
    inputs: async () => {
      const workPool = unique("pool");
      const { base_job_template } = await processTemplate();
      await raw("POST", "/work_pools/", { name: workPool, type: "process", base_job_template });
      return {
        name: unique("deployment"),
        flow: unique("flow"),
        entrypoint: "etl.py:main",
        pullSteps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/flows" } }],
        workPool,
        workQueue: "default",
        schedules: [
          { cron: "0 6 * * *", timezone: "Europe/Berlin", ...where(before31, { maxActiveRuns: 1 }) },
          {
            interval: 3600,
            anchorDate: "2026-01-01T00:00:00Z",
            maxScheduledRuns: 5,
            ...where(since32, { slug: "hourly", parameters: { size: 2 } }),
          },
          { rrule: everyOtherDay, active: false, ...where(before31, { catchup: true }) },
        ],
        parameters: { size: 1 },
        parameterOpenApiSchema: { title: "Parameters", type: "object", properties: { size: { type: "number" } } },
        jobVariables: { env: { MODE: "fast" } },
        tags: ["b", "a"],
        description: "first",
        version: "1",
        paused: false,
        concurrencyLimit: 2,
        collisionStrategy: "CANCEL_NEW",
        path: "/code",
        storageDocumentId: await makeDocument("local-file-system", unique("folder"), { basepath: "/flows" }),
        enforceParameterSchema: true,
      };
    },
    changes: {
      entrypoint: "etl.py:other",
      pullSteps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/other" } }],
      workQueue: "urgent",
      schedules: [{ cron: "0 7 * * *", dayOr: false, ...where(since32, { slug: "hourly" }) }],
      parameters: {},
      parameterOpenApiSchema: { title: "Parameters", type: "object", properties: { size: { type: "integer" } } },
      jobVariables: { env: { MODE: "slow" } },
      tags: ["c"],
      description: "second",
      version: "2",
      paused: true,
      concurrencyLimit: 3,
      collisionStrategy: "ENQUEUE",
      path: "/elsewhere",
      enforceParameterSchema: false,
    },
    clearable: [
      "parameters",
      "tags",
      "description",
      "version",
      "concurrencyLimit",
      "collisionStrategy",
      "path",
      "storageDocumentId",
      "pullSteps",
    ],
    replacement: ["name", () => unique("deployment")],
    drift: {
      property: "description",
      make: (id) => raw("PATCH", `/deployments/${id}`, { description: "by hand" }),
    },
    remove: (id) => raw("DELETE", `/deployments/${id}`),
    occupy: async ({ name, flow }) => {
      const { id } = await raw("POST", "/flows/", { name: flow });
      await raw("POST", "/deployments/", {
        name,
        flow_id: id,
        entrypoint: "theirs.py:main",
        parameter_openapi_schema: {},
      });
    },
  },
  {
    kind: "DeploymentSchedule",
    inputs: async () => ({
      deployment: await makeDeployment(),
      cron: "0 6 * * *",
      timezone: "Europe/Berlin",
      dayOr: false,
      active: false,
      maxScheduledRuns: 5,
      ...where(before31, { maxActiveRuns: 1, catchup: true }),
      ...where(since32, { slug: "nightly", parameters: { size: 1 } }),
    }),
    changes: {
      cron: "0 7 * * *",
      timezone: "America/New_York",
      dayOr: true,
      active: true,
      maxScheduledRuns: 6,
      ...where(before31, { maxActiveRuns: 2, catchup: false }),
      ...where(since32, { slug: "daily", parameters: { size: 2 } }),
    },
    clearable: [
      ...["timezone", "dayOr", "active"],
      ...Object.keys(where(before31, { catchup: true })),
      ...Object.keys(where(since32, { parameters: {} })),
    ],
    replacement: ["deployment", makeDeployment],
    drift: {
      property: "active",
      // Parameters that a PATCH leaves out are emptied.
      make: (id, { parameters }) => raw("PATCH", addressOf(id), { active: true, ...where(since32, { parameters }) }),
    },
    remove: (id) => raw("DELETE", addressOf(id)),
    occupy: ({ deployment }) =>
      raw("POST", `/deployments/${deployment}/schedules`, [
        { schedule: { cron: "0 6 * * *", timezone: "Europe/Berlin", day_or: false }, active: true },
      ]),
  },
];

/** A deployment that somebody has made. */
async function makeDeployment(): Promise<string> {
  const { id: flow_id } = await raw("POST", "/flows/", { name: unique("flow") });
  const deployment = { name: unique("deployment"), flow_id, entrypoint: "etl.py:main", parameter_openapi_schema: {} };
  return (await raw("POST", "/deployments/", deployment)).id;
}

const addressOf = (id: string): string => `/deployments/${id.replace("/", "/schedules/")}`;

async function processTemplate(): Promise<{ base_job_template: object }> {
  const views = await raw("GET", "/collections/views/aggregate-worker-metadata");
  const { process } = Object.values<any>(views).find((view) => view.process);
  return { base_job_template: process.default_base_job_configuration };
}
