import { raw, unique } from "../../support/raw-api";
import type { Subject } from "../subject";

export const workPoolSubjects: Subject[] = [
  {
    kind: "WorkPool",
    inputs: async () => ({
      name: unique("pool"),
      type: "process",
      description: "first",
      concurrencyLimit: 3,
      paused: false,
      jobDefaults: { stream_output: false },
      jobConfiguration: { env: { MODE: "fast" }, labels: { team: "etl" } },
    }),
    changes: {
      description: "second",
      concurrencyLimit: 4,
      paused: true,
      jobDefaults: { stream_output: true },
      jobConfiguration: { env: { TOKEN: null } },
    },
    clearable: ["description", "concurrencyLimit", "jobConfiguration"],
    replacement: ["name", () => unique("pool")],
    unchangeable: ["type", "docker"],
    notOfServer: ["jobDefaults", "jobConfiguration"],
    drift: {
      property: "description",
      make: (_, { name }) => raw("PATCH", `/work_pools/${name}`, { description: "by hand" }),
    },
    remove: (_, { name }) => raw("DELETE", `/work_pools/${name}`),
    occupy: ({ name }) => raw("POST", "/work_pools/", { name, type: "process", description: "theirs" }),
  },
  {
    kind: "WorkQueue",
    inputs: async () => {
      const workPool = unique("pool");
      await raw("POST", "/work_pools/", { name: workPool, type: "process" });
      return { name: unique("queue"), workPool, description: "first", concurrencyLimit: 2, priority: 2, paused: false };
    },
    changes: { description: "second", concurrencyLimit: 4, priority: 1, paused: true },
    clearable: ["description", "concurrencyLimit"],
    replacement: ["name", () => unique("queue")],
    drift: {
      property: "description",
      make: (_, { workPool, name }) =>
        raw("PATCH", `/work_pools/${workPool}/queues/${name}`, { description: "by hand" }),
    },
    remove: (_, { workPool, name }) => raw("DELETE", `/work_pools/${workPool}/queues/${name}`),
    occupy: ({ workPool, name }) => raw("POST", `/work_pools/${workPool}/queues`, { name, description: "theirs" }),
  },
];
