import { type ResourceValidationPolicy, validateResourceOfType } from "@pulumi/policy";
import * as syntask from "pulumi-syntask";

/** What this company wants of its flows. */
export const policies: ResourceValidationPolicy[] = [
  {
    name: "pools-are-bounded",
    description: "A work pool says how many runs it takes at once.",
    enforcementLevel: "mandatory",
    validateResource: validateResourceOfType(syntask.WorkPool, ({ concurrencyLimit }, _, reportViolation) => {
      if (concurrencyLimit === undefined) reportViolation("has no `concurrencyLimit`");
    }),
  },
  {
    name: "deployments-have-an-owner",
    description: "A deployment has a tag that names its team.",
    enforcementLevel: "mandatory",
    validateResource: validateResourceOfType(syntask.Deployment, ({ tags }, _, reportViolation) => {
      const isOwned = (tags ?? []).some((tag) => tag.startsWith("team:"));
      if (!isOwned) reportViolation('has no tag that begins with "team:"');
    }),
  },
  {
    name: "schedules-have-a-time-zone",
    description: "A cron expression is in a time zone that somebody has chosen.",
    enforcementLevel: "advisory",
    validateResource: validateResourceOfType(syntask.DeploymentSchedule, ({ cron, timezone }, _, reportViolation) => {
      if (cron !== undefined && timezone === undefined) reportViolation("has no `timezone`: it runs in UTC");
    }),
  },
];
