import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { printable } from "../api/printable.js";
import type { Json } from "../engine/definition.js";
import { SyntaskComponent } from "../provider/component.js";
import { readArgs } from "../provider/component-args.js";
import { programDialect } from "../provider/program.js";
import { lastingError, refuseFor } from "../provider/refusal.js";
import { Automation } from "../resources/automation.js";
import { Deployment } from "../resources/deployment.js";
import { getVariable } from "../resources/get-variable.js";
import type { FlowStorage, PullStep } from "../storage/flow-storage.js";
import { type DeploymentConfig, deploymentConfig } from "./deployment-config.js";
import { type DeploymentName, fullName, isMeant } from "./deployment-names.js";
import { type DeploymentTrigger, deploymentTriggers } from "./deployment-trigger.js";
import { fieldPicker } from "./environment-secrets.js";
import { entryWithLateValues, lateValues, resolvedJobVariables, stepsWithLateValues } from "./late-values.js";
import { type PlannedDeployment, unknownDeployment } from "./planned-deployment.js";
import { type Mapping, placesText, refuseOtherDialect } from "./project-file.js";
import { type PlanOptions, type ProjectPlan, planProject } from "./project-plan.js";
import { withStorage } from "./pull-section.js";
import {
  type DeploymentOverrides,
  type SyntaskProjectArgs,
  storageIn,
  syntaskProjectArgs,
} from "./syntask-project-args.js";

/**
 * What `deploy --all` makes of a folder with a project file: every deployment, with its schedules, parameters, work pool
 * settings, pull steps and an automation for each trigger. What leaves the file leaves the server.
 *
 * @example
 * ```ts
 * new syntask.SyntaskProject("etl", {
 *   folder: "./etl",
 *   storage: new S3FlowStorage("etl", { source: "./etl" }),
 *   overrides: { nightly: { paused: true } },
 * });
 * ```
 */
export class SyntaskProject extends SyntaskComponent {
  static override readonly __pulumiType = "syntask:index:SyntaskProject";
  /** @internal */
  static override readonly args = syntaskProjectArgs;

  /** Deployments of the project, by `flow/name`. */
  readonly deployments: Readonly<Record<string, Deployment>>;
  /** Automations of the deployments' `triggers`, by name. */
  readonly automations: Readonly<Record<string, Automation>>;

  /** @throws RunError with file, line and column of what is wrong with the project */
  constructor(name: string, args: SyntaskProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super(SyntaskProject.__pulumiType, name, {}, opts);
    const project = this;
    const read = readArgs(syntaskProjectArgs, args, refuseFor("SyntaskProject", name));
    const { storage, overrides = {}, connection, adopt } = read;
    const folder = resolve(args.folder);
    const plan = readPlan();
    for (const warning of plan.warnings) pulumi.log.warn(printable(`SyntaskProject "${name}": ${warning}`), this);
    const late = lateValues(readVariables(), args.stepOutputs);
    this.deployments = Object.fromEntries(
      plan.deployments.map((planned) => [fullName(planned), createDeployment(planned)]),
    );
    this.automations = Object.fromEntries(plan.deployments.flatMap(createAutomations));
    this.registerOutputs({});

    function readPlan(): ProjectPlan {
      const dialect = programDialect(typeof connection === "string" ? connection : undefined);
      const options: PlanOptions = {
        folder,
        files: args.files ?? [dialect.projectFile],
        dialect,
        only: args.only,
        lateOutputs: Object.keys(args.stepOutputs ?? {}),
        otherJobVariables: (deployment) =>
          storageOf(deployment)?.jobVariables ? undefined : ownJobVariables(deployment),
        plainEnvironment: args.plainEnvironment ?? [],
        overridden: (deployment) => Object.keys(overridesOf(deployment)),
        isStored: (deployment) => storageOf(deployment) !== undefined,
      };
      try {
        if (!args.files) refuseOtherDialect(folder, dialect);
        const made = planProject(options);
        for (const pattern of Object.keys(overrides)) {
          if (!made.deployments.some((one) => isMeant(pattern, one)))
            throw new Error(unknownDeployment("overrides", pattern, made.deployments));
        }
        return made;
      } catch (error) {
        const lines = (error as Error).message.split("\n");
        throw new pulumi.RunError(lines.map((line) => printable(`SyntaskProject "${name}": ${line}`)).join("\n"));
      }
    }

    function overridesOf(deployment: DeploymentName): DeploymentOverrides {
      const meant = Object.entries(overrides).filter(([pattern]) => isMeant(pattern, deployment));
      return Object.assign({}, ...meant.map(([, override]) => override));
    }

    function storageOf(deployment: DeploymentName): FlowStorage | undefined {
      return storageIn(overridesOf(deployment).storage ?? storage);
    }

    function ownJobVariables(deployment: DeploymentName): string[] {
      const { jobVariables } = overridesOf(deployment);
      return jobVariables && !pulumi.Output.isInstance(jobVariables) ? Object.keys(jobVariables) : [];
    }

    function readVariables(): pulumi.Input<Record<string, pulumi.Input<Json>>> {
      const places = new Map<string, string[]>();
      for (const { name: variable, place } of plan.deployments.flatMap(({ variables }) => variables))
        places.set(variable, [...(places.get(variable) ?? []), place]);
      const given = args.variables ?? {};
      const missing = new Map([...places].filter(([variable]) => !(variable in given)));
      const read = pulumi.output(connection).apply((known) => readAll(missing, known));
      return missing.size === 0 ? given : read.apply((values) => ({ ...values, ...given }));
    }

    /** @throws with a line for each variable that cannot be read */
    async function readAll(places: ReadonlyMap<string, string[]>, from?: string): Promise<Record<string, Json>> {
      const faults: string[] = [];
      const values: Record<string, Json> = {};
      const reads = [...places].map(async ([variable, askedAt]) => {
        try {
          values[variable] = (await getVariable({ name: variable, connection: from })).value;
        } catch (error) {
          faults.push(`SyntaskProject "${name}": ${placesText(askedAt)}: ${(error as Error).message}`);
        }
      });
      await Promise.all(reads);
      if (faults.length > 0) throw lastingError(faults.sort().join("\n"));
      return values;
    }

    function createDeployment(planned: PlannedDeployment): Deployment {
      const { parameters, jobVariables, storage: _, pullSteps, ...others } = overridesOf(planned);
      const own = storageOf(planned);
      const config = pulumi.all([late, own?.jobVariables]).apply(([values, stored]) => {
        const read = deploymentConfig(entryWithLateValues(planned.entry, values));
        if (read.workPool === undefined && others.workPool === undefined)
          refuse(planned, "gets an empty name for its work pool from a variable; write the variable's value");
        const elsewhere = [...Object.keys(stored ?? {}), ...ownJobVariables(planned)];
        const { description = planned.description } = read;
        return { ...read, description, jobVariables: jobVariablesOf(planned, read, elsewhere) };
      });
      const { entry, open } = planned;
      const field = fieldPicker<DeploymentConfig>(config, deploymentConfig(entry), deploymentConfig(open.entry));
      const section = late.apply((values) => ({ pullSteps: stepsWithLateValues(planned.pullSteps, values) }));
      const ownSteps = fieldPicker(section, planned, open)("pullSteps");
      const steps = pulumi
        .all([ownSteps, own?.pullSteps])
        .apply(([own, stored]): PullStep[] => (stored ? withStorage(own, stored) : own));
      const { localFolder = folder, mayDifferOnWorker } = own ?? {};
      return new Deployment(
        `${name}-${fullName(planned)}`,
        {
          ...Object.fromEntries(fields.map((name) => [name, field(name)])),
          adopt,
          connection,
          ...others,
          name: planned.name,
          flow: planned.flow,
          entrypoint: planned.entrypoint,
          parameters: merged(field("parameters"), parameters),
          jobVariables: merged(field("jobVariables"), jobVariables),
          pullSteps,
          storage: pullSteps
            ? undefined
            : { pullSteps: steps, jobVariables: own?.jobVariables, localFolder, mayDifferOnWorker },
        },
        { parent: project, dependsOn: pulumi.Resource.isInstance(own) ? [own] : [] },
      );
    }

    function createAutomations(planned: PlannedDeployment): [string, Automation][] {
      const deployment = project.deployments[fullName(planned)]!;
      const known = late.apply((values) => deploymentTriggers(entryWithLateValues(planned.entry, values)));
      const open = deploymentTriggers(planned.open.entry);
      return deploymentTriggers(planned.entry).map((filled, index) => {
        const { name: automation } = filled;
        const read = known.apply((triggers) => triggers[index]!);
        const field = fieldPicker<DeploymentTrigger>(read, filled, open[index]);
        const action = {
          type: "run-deployment" as const,
          deployment,
          parameters: field("parameters"),
          jobVariables: field("jobVariables"),
          scheduleAfter: field("scheduleAfter") as pulumi.Output<number>,
        };
        const args = {
          name: field("name"),
          description: field("description"),
          enabled: field("enabled"),
          trigger: field("trigger"),
          actions: [action],
          adopt,
          connection,
        };
        return [automation, new Automation(`${name}-${automation}`, args, { parent: project })];
      });
    }

    function jobVariablesOf(planned: PlannedDeployment, read: DeploymentConfig, elsewhere: string[]): Mapping {
      try {
        return resolvedJobVariables(read.jobVariables, elsewhere);
      } catch (error) {
        return refuse(planned, (error as Error).message);
      }
    }

    function refuse({ place, name: deployment }: PlannedDeployment, reason: string): never {
      throw lastingError(`SyntaskProject "${name}": ${place}: deployment "${deployment}" ${reason}`);
    }
  }

  /**
   * One of its deployments.
   *
   * @param deployment `name`, or `flow/name` where two flows have a deployment of one name
   * @throws RunError when there is none, or more than one
   */
  deployment(deployment: string): Deployment {
    const names = Object.keys(this.deployments).map((full) => {
      const [flow = "", name = ""] = full.split("/");
      return { flow, name };
    });
    const found = names.filter((one) => one.name === deployment || fullName(one) === deployment);
    if (found.length === 1) return this.deployments[fullName(found[0]!)]!;
    throw new pulumi.RunError(
      found.length === 0
        ? unknownDeployment("deployment", deployment, names)
        : `\`deployment\` "${deployment}" means ${found.map(fullName).join(" and ")}; write one of them`,
    );
  }
}

const fields = [
  ...(["version", "tags", "description", "schedules", "enforceParameterSchema", "paused"] as const),
  ...(["concurrencyLimit", "collisionStrategy", "gracePeriodSeconds", "workPool", "workQueue"] as const),
];

/** The file's values, over which those of the program win key by key. */
function merged(
  file: pulumi.Output<Record<string, Json>>,
  program: pulumi.Input<Record<string, pulumi.Input<Json>>> | undefined,
): pulumi.Output<Record<string, Json>> {
  return pulumi
    .all([file, program ?? {}])
    .apply(([theirs, ours]): Record<string, Json> => ({ ...theirs, ...(ours as Record<string, Json>) }));
}
