import type { Subject } from "../subject";
import { blockSubjects } from "./blocks";
import { deploymentSubjects } from "./deployments";
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
];
