import type { Subject } from "../subject";
import { automationSubjects } from "./automations";
import { blockSubjects } from "./blocks";
import { concurrencyLimitSubjects } from "./concurrency-limits";
import { deploymentSubjects } from "./deployments";
import { notificationPolicySubjects } from "./notification-policies";
import { typedBlockSubjects } from "./typed-blocks";
import { variableSubjects } from "./variables";
import { workPoolSubjects } from "./work-pools";

/** Every kind. Adding one is one entry. */
export const subjects: Subject[] = [
  ...variableSubjects,
  ...deploymentSubjects,
  ...workPoolSubjects,
  ...blockSubjects,
  ...typedBlockSubjects,
  ...concurrencyLimitSubjects,
  ...automationSubjects,
  ...notificationPolicySubjects,
];
