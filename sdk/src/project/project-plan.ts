import { basename, join } from "node:path";
import type { Dialect } from "../api/dialect.js";
import { type Placeholder, targetOf, visitPlaceholders } from "../checks/placeholders.js";
import type { Json } from "../engine/definition.js";
import { guess, lookAtEntrypoint } from "../python/entrypoint-flow.js";
import type { PythonFlow } from "../python/flow.js";
import { flowNameOf } from "../resources/entrypoint.js";
import type { PullStep } from "../storage/flow-storage.js";
import { deploymentConfig } from "./deployment-config.js";
import { deploymentFaults, triggerFaults } from "./deployment-faults.js";
import type { DeploymentName } from "./deployment-names.js";
import { entryPlaceholders } from "./entry-placeholders.js";
import {
  isWanted,
  type PlannedDeployment,
  reportDoubles,
  reportDoubleTriggers,
  selected,
  unwanted,
} from "./planned-deployment.js";
import { type Mapping, ProjectFile, placesText } from "./project-file.js";
import { checkForms } from "./project-forms.js";
import { checkKeys, listOf } from "./project-keys.js";
import { type PullSection, pullSection } from "./pull-section.js";
import { type Step, stepOutputs, stepsOf } from "./step-outputs.js";

export interface PlanOptions {
  /** Full path of the folder of the files and the code. */
  folder: string;
  /** Names of the files in it. */
  files: readonly string[];
  dialect: Dialect;
  /** Patterns of the deployments to make; all when missing. */
  only?: readonly string[];
  /** Names of step outputs that are filled in later. */
  lateOutputs: readonly string[];
  /** Job variables that are given beside the file; `undefined` when they are not known yet. */
  otherJobVariables(name: DeploymentName): readonly string[] | undefined;
  /** Environment variables whose values are no secrets. */
  plainEnvironment: readonly string[];
  /** Args of a deployment that are given beside the file. */
  overridden(name: DeploymentName): readonly string[];
  /** Whether a storage takes the place of the steps that fetch a deployment's code. */
  isStored(name: DeploymentName): boolean;
}

export interface ProjectPlan {
  deployments: PlannedDeployment[];
  warnings: string[];
}

/**
 * Reads what `deploy --all` would make of a project.
 *
 * @throws with a line for each thing that is wrong: file, line, column, reason
 */
export function planProject(options: PlanOptions): ProjectPlan {
  const problems: string[] = [];
  const warnings = new Set<string>();
  const files = options.files.flatMap((label) => readFile(options.folder, label, problems));
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const deployments = files.flatMap((file) => new FilePlan(file, options, problems, warnings).deployments());
  reportDoubles(deployments, problems);
  reportDoubleTriggers(deployments, problems);
  const wanted = selected(deployments, options.only, problems);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { deployments: wanted, warnings: [...warnings] };
}

function readFile(folder: string, label: string, problems: string[]): ProjectFile[] {
  try {
    return [ProjectFile.read(join(folder, label), label)];
  } catch (error) {
    problems.push(...(error as Error).message.split("\n"));
    return [];
  }
}

/** One file of a project. */
class FilePlan {
  constructor(
    private readonly file: ProjectFile,
    private readonly options: PlanOptions,
    private readonly problems: string[],
    private readonly warnings: Set<string>,
  ) {}

  deployments(): PlannedDeployment[] {
    const before = this.problems.length;
    for (const warning of this.file.warnings) this.warnings.add(warning);
    this.#checkKeys();
    checkForms(this.file.content, (path, message) => this.#report(path, message));
    if (this.problems.length > before) return [];
    const entries = listOf(this.file.content.deployments);
    if (entries.length === 0) this.warnings.add(`${this.file.label} has no deployments`);
    return entries.flatMap((entry, index) => this.#deployment(entry as Mapping, ["deployments", index]));
  }

  /** One line for all keys of a kind. */
  #checkKeys(): void {
    const ignored = new Map<string, string[]>();
    checkKeys(this.file, {
      slip: (path, message) => this.#report(path, message),
      ignored: (path, what) => void ignored.set(what, [...(ignored.get(what) ?? []), this.file.place(path)]),
    });
    for (const [what, places] of ignored) this.warnings.add(`${placesText(places)}: ${what}`);
  }

  #deployment(whole: Mapping, path: (string | number)[]): PlannedDeployment[] {
    const { build, push, pull, ...own } = whole;
    if (own.name === undefined || own.name === null) {
      this.warnings.add(`${this.file.place(path)}: a deployment without a name is left out, as \`deploy --all\` does`);
      return [];
    }
    const { content } = this.file;
    const makers = [
      ...stepsOf(build === undefined ? content.build : build),
      ...stepsOf(push === undefined ? content.push : push),
    ];
    const outputs = stepOutputs(makers);
    const early = entryPlaceholders(
      { name: own.name, entrypoint: own.entrypoint ?? null, flow_name: own.flow_name ?? null },
      outputs,
    );
    for (const { path: at, message } of early.problems) this.#report([...path, ...at], message);
    const { name, entrypoint, flow_name: flowName } = early.entry;
    if (typeof entrypoint !== "string") {
      this.#report(path, `deployment "${name}" has no \`entrypoint\`; write path/to/file.py:function`);
      return [];
    }
    const flow = this.#flow(entrypoint, flowName, [...path, "entrypoint"]) ?? { name: flowNameOf(entrypoint) };
    const identity = { flow: flow.name, name: String(name) };
    const place = this.file.place([...path, "name"]);
    if (!isWanted(identity, this.options.only)) return [unwanted(identity, entrypoint, place)];
    const isStored = this.options.isStored(identity);
    this.#warnOfSections(makers, isStored);
    const others = this.options.otherJobVariables(identity);
    const rules = {
      dialect: this.options.dialect,
      isLate: (placeholder: Placeholder) => this.#isLate(placeholder),
      isGivenOtherwise: (variable: string) => others === undefined || others.includes(variable),
    };
    const filled = entryPlaceholders(own, outputs, { ...rules, isFilledIn: () => true });
    for (const { path: at, message } of filled.problems) this.#report([...path, ...at], message);
    const given = { ...deploymentConfig(filled.entry), ...identity, entrypoint };
    const schema = flow.parameterOpenApiSchema;
    const faults = deploymentFaults(given, schema, this.options.overridden(identity));
    for (const { property, message } of [...faults, ...triggerFaults(filled.entry)]) {
      this.#report([...path, ...property], message);
    }
    const pullSteps = this.#pullSteps(pull, path, makers, outputs, isStored);
    const isFilledIn = (variable: string) => this.options.plainEnvironment.includes(variable);
    const openOutputs = stepOutputs(makers, isFilledIn);
    const open = {
      entry: entryPlaceholders(own, openOutputs, { ...rules, isFilledIn }).entry,
      pullSteps: this.#section(pull, makers, openOutputs, isStored)?.steps ?? pullSteps,
    };
    const variables = this.#variables(filled.entry, path);
    const { description } = flow;
    return [{ ...identity, entrypoint, description, entry: filled.entry, pullSteps, open, place, variables }];
  }

  /** The flow's name in the code, which `deploy` takes whatever `flow_name` says. */
  #flow(
    entrypoint: string,
    flowName: Json | undefined,
    path: (string | number)[],
  ): (Pick<PythonFlow, "name"> & Partial<PythonFlow>) | undefined {
    const written = typeof flowName === "string" && flowName !== "" ? flowName : undefined;
    try {
      const { flow: read, unreadable } = lookAtEntrypoint(this.options.folder, entrypoint);
      if (unreadable && written === undefined)
        this.warnings.add(`${this.file.place(path)}: ${unreadable}${guess(flowNameOf(entrypoint), "flow_name")}`);
      if (read !== undefined && written !== undefined && written !== read.name) {
        this.warnings.add(
          `${this.file.place(path)}: \`flow_name\` "${written}" is not the flow's name; "${read.name}" of ${entrypoint} is taken`,
        );
      }
      return read ?? { name: written ?? flowNameOf(entrypoint) };
    } catch (error) {
      this.#report(path, (error as Error).message);
      return undefined;
    }
  }

  #pullSteps(
    own: Json | undefined,
    path: (string | number)[],
    makers: Step[],
    outputs: Mapping,
    isStored: boolean,
  ): PullStep[] {
    const read = this.#section(own, makers, outputs, isStored);
    if (!read) return isStored ? [] : [this.#ownFolder(makers)];
    const { steps, warnings, unresolved } = read;
    const place = listOf(own).length > 0 ? [...path, "pull"] : ["pull"];
    for (const warning of warnings) this.warnings.add(`${this.file.place(place)}: ${warning}`);
    for (const { index, placeholder } of unresolved) {
      const head = placeholder.name.split(".")[0]!;
      this.#report(
        [...place, index],
        `${placeholder.text} cannot be resolved; give \`storage\`, or \`stepOutputs: { "${head}": { … } }\``,
      );
    }
    return steps;
  }

  /** A deployment's own pull section or the file's, if there is one. */
  #section(own: Json | undefined, makers: Step[], outputs: Mapping, isStored: boolean): PullSection | undefined {
    const section = listOf(own).length > 0 ? listOf(own) : listOf(this.file.content.pull);
    if (section.length === 0) return undefined;
    return pullSection(section, outputs, makers, (one) => this.#isLate(one), isStored);
  }

  /** Where the code is without a pull section: in the image that is built, else in the project's folder. */
  #ownFolder(makers: readonly Step[]): PullStep {
    const { folder, dialect } = this.options;
    const image = makers.find(({ functionName }) => functionName.endsWith(".build_docker_image"));
    const directory = image?.args.dockerfile === "auto" ? `/opt/${dialect.name}/${basename(folder)}` : folder;
    return { [`${dialect.stepModule()}.set_working_directory`]: { directory } };
  }

  #warnOfSections(makers: readonly Step[], isStored: boolean): void {
    const { label } = this.file;
    if (makers.length > 0 && !isStored) {
      const names = makers.map(({ functionName }) => functionName.split(".").at(-1)).join(", ");
      this.warnings.add(
        `${label}: the steps ${names} are not run; give \`storage\` to have the code or the image stored`,
      );
    }
  }

  #variables(entry: Mapping, path: readonly (string | number)[]): PlannedDeployment["variables"] {
    const found: PlannedDeployment["variables"] = [];
    visitPlaceholders(entry, (placeholder, _, at) => {
      if (placeholder.kind === "variable")
        found.push({ name: targetOf(placeholder), place: this.file.place([...path, ...at]) });
    });
    return found;
  }

  #isLate({ kind, name }: Placeholder): boolean {
    return kind === "variable" || (kind === "output" && this.options.lateOutputs.includes(name.split(/[.[]/)[0]!));
  }

  #report(path: readonly (string | number)[], message: string): void {
    this.problems.push(`${this.file.place(path)}: ${message}`);
  }
}
