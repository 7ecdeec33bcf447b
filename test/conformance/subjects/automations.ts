import { raw, unique } from "../../support/raw-api";
import type { Subject } from "../subject";

const failed = { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"] };
const crashed = {
  ...failed,
  expect: ["prefect.flow-run.Crashed", "prefect.flow-run.TimedOut"],
  threshold: 2,
  within: 60,
};

export const automationSubjects: Subject[] = [
  {
    kind: "Automation",
    inputs: async () => ({
      name: unique("automation"),
      description: "first",
      enabled: false,
      trigger: {
        type: "compound",
        require: "any",
        within: 60,
        triggers: [
          { ...failed, matchRelated: { "prefect.resource.role": ["flow", "tag"] }, forEach: ["prefect.resource.id"] },
          { type: "sequence", triggers: [failed, crashed] },
          { type: "event", posture: "Proactive", after: ["b", "a"], expect: ["c"], within: 10 },
        ],
      },
      actions: [{ type: "do-nothing" }],
      actionsOnTrigger: [{ type: "cancel-flow-run" }],
      actionsOnResolve: [{ type: "run-deployment", parameters: { day: 1 } }],
    }),
    changes: {
      description: "second",
      enabled: true,
      trigger: { ...crashed, match: { "prefect.resource.id": "prefect.flow-run.*" } },
      actions: [
        { type: "change-flow-run-state", state: "FAILED", name: "Late", message: "too late" },
        { type: "pause-work-pool" },
      ],
      actionsOnTrigger: [{ type: "suspend-flow-run" }],
      actionsOnResolve: [{ type: "do-nothing" }],
    },
    clearable: ["description", "enabled", "actionsOnTrigger", "actionsOnResolve"],
    replacement: ["name", () => unique("automation")],
    drift: { property: "enabled", make: (id) => raw("PATCH", `/automations/${id}`, { enabled: true }) },
    remove: (id) => raw("DELETE", `/automations/${id}`),
    occupy: ({ name }) =>
      raw("POST", "/automations/", {
        name,
        trigger: { type: "event", posture: "Reactive", expect: ["theirs"] },
        actions: [],
      }),
  },
];
