import { serverTakes } from "../../support/server-version";
import type { Subject } from "../subject";
import { automationSubjects } from "./automations";
import { blockSubjects } from "./blocks";
import { concurrencyLimitSubjects } from "./concurrency-limits";
import { deploymentSubjects } from "./deployments";
import { notificationPolicySubjects } from "./notification-policies";
import { resultStorageSubjects } from "./result-storages";
import { typedBlockSubjects } from "./typed-blocks";
import { variableSubjects } from "./variables";
import { workPoolSubjects } from "./work-pools";

/** Every kind. Adding one is one entry. */
export const allSubjects: Subject[] = [
  ...variableSubjects,
  ...deploymentSubjects,
  ...workPoolSubjects,
  ...blockSubjects,
  ...typedBlockSubjects,
  ...concurrencyLimitSubjects,
  ...automationSubjects,
  ...notificationPolicySubjects,
  ...resultStorageSubjects,
];

/** Those that the test server has, of which tests may make many at once. */
export const subjects = allSubjects.filter(({ needs = {}, isOnlyOne }) => serverTakes(needs) && !isOnlyOne);
