import type { Dialect } from "../api/dialect.js";
import { type Placeholder, targetOf } from "../checks/placeholders.js";
import type { Json } from "../engine/definition.js";
import type { Mapping } from "./project-file.js";
import { replaced, valueAt } from "./templates.js";

type Path = readonly (string | number)[];

export interface EntryRules {
  dialect: Dialect;
  /** Whether a placeholder is filled in later, with what is not known yet. */
  isLate(placeholder: Placeholder): boolean;
  /** Whether a job variable has a value from elsewhere that wins. */
  isGivenOtherwise(variable: string): boolean;
  /** Whether an environment variable is filled in. */
  isFilledIn(variable: string): boolean;
}

/**
 * Fills in environment variables and the outputs of build and push steps in what the file says of a deployment. Blocks
 * in job variables stay: a worker resolves them. `deploy` would write their secrets there in clear.
 * Source: `docs/server-rules.md`, "Entrypoints and pull steps".
 *
 * @param outputs of the build and push steps
 * @param rules missing for what has to be known at once
 */
export function entryPlaceholders(
  entry: Mapping,
  outputs: Mapping,
  rules?: EntryRules,
): { entry: Mapping; problems: { path: Path; message: string }[] } {
  const problems: { path: Path; message: string }[] = [];
  const filled = replaced(entry, (placeholder, path) => {
    const { text, name, kind } = placeholder;
    const report = (message: string): undefined => {
      problems.push({ path, message: `${text} ${message}` });
    };
    const variable = jobVariableAt(path);
    const other = rules && otherDialect(rules.dialect);
    if (other && name.startsWith(`${other}.`)) {
      return report(
        `is a placeholder of the dialect ${other}; write ${text.replace(`${other}.`, `${rules.dialect.name}.`)}`,
      );
    }
    if (kind === "environment") {
      if (rules?.isFilledIn(targetOf(placeholder)) === false) return undefined;
      return process.env[targetOf(placeholder)] ?? report("is not set in the environment");
    }
    if (kind === "block") return checkBlock(entry, path, variable, text, report);
    if (rules?.isLate(placeholder)) return undefined;
    if (kind === "variable") return report("stands where variables are not read yet; write the value itself");
    // What is left in a trigger is a template over the event that fires it.
    if (path[0] === "triggers") return undefined;
    const value = valueAt(outputs, name);
    if (value !== undefined || (variable !== undefined && rules?.isGivenOtherwise(variable))) return value;
    return report(`cannot be resolved; give \`storage\`, or \`stepOutputs: { "${name.split(".")[0]}": … }\``);
  });
  return { entry: filled as Mapping, problems };
}

function jobVariableAt(path: Path): string | undefined {
  const [section, ...inner] = path;
  const [name, variable] = section === "triggers" ? inner.slice(1) : inner;
  return (section === "triggers" || section === "work_pool") && name === "job_variables" ? String(variable) : undefined;
}

const otherDialect = ({ name }: Dialect): string => (name === "syntask" ? "prefect" : "syntask");

function checkBlock(
  entry: Mapping,
  path: Path,
  variable: string | undefined,
  text: string,
  report: (message: string) => undefined,
): undefined {
  if (variable === undefined) {
    return report(
      "is a block, whose content would stand there in clear; blocks belong in job variables and pull steps",
    );
  }
  const whole = path.reduce<Json | undefined>((value, key) => (value as Mapping | undefined)?.[key as string], entry);
  if (String(whole).trim() !== text)
    return report("is inside other text; a block placeholder has to be the whole value");
  return undefined;
}
