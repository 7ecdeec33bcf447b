import { raw, unique } from "../../support/raw-api";
import { serverTakes } from "../../support/server-version";
import type { Subject } from "../subject";

export const concurrencyLimitSubjects: Subject[] = [
  {
    kind: "GlobalConcurrencyLimit",
    inputs: async () => ({ name: unique("limit"), limit: 3, active: false, slotDecayPerSecond: 0.5 }),
    changes: { limit: 0, active: true, slotDecayPerSecond: 2 },
    clearable: ["active", "slotDecayPerSecond"],
    replacement: ["name", () => unique("limit")],
    drift: { property: "limit", make: (id) => raw("PATCH", `/v2/concurrency_limits/${id}`, { limit: 9 }) },
    remove: (id) => raw("DELETE", `/v2/concurrency_limits/${id}`),
    occupy: ({ name }) => raw("POST", "/v2/concurrency_limits/", { name, limit: 8 }),
  },
  {
    kind: "TagConcurrencyLimit",
    inputs: async () => ({ tag: unique(serverTakes({ before: "3.4.19" }) ? "team/tag" : "team tag"), limit: 3 }),
    changes: { limit: 4 },
    clearable: [],
    replacement: ["tag", () => unique("tag")],
    drift: {
      property: "limit",
      make: (_, { tag }) => raw("POST", "/concurrency_limits/", { tag, concurrency_limit: 9 }),
    },
    remove: (id) => raw("DELETE", `/concurrency_limits/${id}`),
    occupy: ({ tag }) => raw("POST", "/concurrency_limits/", { tag, concurrency_limit: 8 }),
  },
];
