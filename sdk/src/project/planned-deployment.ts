import { nearest } from "../checks/nearest.js";
import type { PullStep } from "../storage/flow-storage.js";
import { type DeploymentName, fullName, isMeant } from "./deployment-names.js";
import { deploymentTriggers } from "./deployment-trigger.js";
import type { Mapping } from "./project-file.js";

/** A deployment of the file, with everything filled in that is known while the file is read. */
export interface PlannedDeployment extends DeploymentName {
  entrypoint: string;
  /** Of the flow in the code, for where the file has none. */
  description?: string;
  /** What the file says, without its sections of steps. */
  entry: Mapping;
  /** Its own pull section or the file's, or what `deploy` writes where there is none. */
  pullSteps: PullStep[];
  /** The same as far as it is no secret: placeholders stand where values come from the environment. */
  open: { entry: Mapping; pullSteps: PullStep[] };
  /** File, line and column. */
  place: string;
  /** Variables of the server that it asks for, each with the place that does. */
  variables: { name: string; place: string }[];
}

export function reportDoubles(deployments: readonly PlannedDeployment[], problems: string[]): void {
  const named = deployments.map((deployment) => ({ name: fullName(deployment), place: deployment.place }));
  for (const { name, place, first } of doublesIn(named)) {
    problems.push(`${place}: deployment "${name}" is there already, at ${first}; rename one of them`);
  }
}

/** The server takes automations of one name; here a name stands for one. */
export function reportDoubleTriggers(deployments: readonly PlannedDeployment[], problems: string[]): void {
  const named = deployments.flatMap(({ entry, place }) =>
    deploymentTriggers(entry).map(({ name }) => ({ name, place })),
  );
  for (const { name, place, first } of doublesIn(named)) {
    problems.push(`${place}: a trigger "${name}" is there already, at ${first}; give one of them a \`name\``);
  }
}

/** What has the name of something before it, and where that is. */
function doublesIn(named: readonly { name: string; place: string }[]) {
  const places = new Map<string, string>();
  return named.flatMap(({ name, place }) => {
    const first = places.get(name);
    if (first === undefined) places.set(name, place);
    return first === undefined ? [] : [{ name, place, first }];
  });
}

export function selected(
  deployments: PlannedDeployment[],
  only: readonly string[] | undefined,
  problems: string[],
): PlannedDeployment[] {
  if (!only) return deployments;
  for (const pattern of only.filter((one) => !deployments.some((deployment) => isMeant(one, deployment)))) {
    problems.push(unknownDeployment("only", pattern, deployments));
  }
  return deployments.filter((deployment) => isWanted(deployment, only));
}

export const isWanted = (deployment: DeploymentName, only: readonly string[] | undefined): boolean =>
  !only || only.some((pattern) => isMeant(pattern, deployment));

/** What is left out need not be right. */
export const unwanted = (identity: DeploymentName, entrypoint: string, place: string): PlannedDeployment => ({
  ...identity,
  entrypoint,
  place,
  entry: {},
  pullSteps: [],
  open: { entry: {}, pullSteps: [] },
  variables: [],
});

/** The line for a name that no deployment of the project has. */
export function unknownDeployment(arg: string, name: string, deployments: readonly DeploymentName[]): string {
  const known = deployments.map((deployment) => (name.includes("/") ? fullName(deployment) : deployment.name));
  return `\`${arg}\` names "${name}", but the project has no such deployment${nearest(name, known) || `; it has ${known.join(", ") || "none"}`}`;
}
