import { visitPlaceholders } from "../checks/placeholders.js";
import { CheckFailures } from "../engine/check-failures.js";
import type { Json } from "../engine/definition.js";
import { describe } from "../engine/field-table.js";
import { checkTrigger, type Trigger } from "../resources/automation-trigger.js";
import { fields } from "../resources/deployment-fields.js";
import { checkParameters } from "../resources/parameter-check.js";
import type { DeploymentConfig } from "./deployment-config.js";
import { deploymentTriggers } from "./deployment-trigger.js";
import type { Mapping } from "./project-file.js";

interface Fault {
  /** Where in the deployment's entry. */
  property: (string | number)[];
  message: string;
}

type Given = DeploymentConfig & { name: string; flow: string; entrypoint: string };

/**
 * What is wrong with a deployment of a file, as far as it is known while the file is read: what waits for a variable or an
 * output is checked with the resource.
 *
 * @param schema of the flow's parameters
 * @param overridden args that the program gives instead
 */
export function deploymentFaults(
  given: Given,
  schema: Record<string, Json> | undefined,
  overridden: readonly string[],
): Fault[] {
  const failures = new CheckFailures();
  if (given.workPool === undefined && !overridden.includes("workPool"))
    failures.add("work_pool", "is missing or has no `name`; write the pool that runs it as `work_pool: { name: … }`");
  const known = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => !overridden.includes(name) && !isLate(value)),
  ) as Partial<Given>;
  describe(fields).check(known, failures, {
    isUnknown: () => true,
    isDeclared: () => false,
    olds: undefined,
    client: undefined,
    say: () => {},
  });
  const { parameters = {}, enforceParameterSchema } = known;
  checkParameters({ parameters, enforceParameterSchema, parameterOpenApiSchema: schema }, failures, {
    isUnknown: () => false,
  });
  return failures.all.map(({ property = "", reason }) => {
    const path = pathOf(property);
    return { property: path, message: `\`${path.filter((part) => typeof part === "string").at(-1)}\` ${reason}` };
  });
}

/** What is wrong with the triggers of an entry whose placeholders are filled in. */
export function triggerFaults(entry: Mapping): Fault[] {
  const failures = new CheckFailures();
  for (const [index, { trigger }] of deploymentTriggers(entry).entries()) {
    if (!isLate(trigger)) checkTrigger(`triggers[${index}]`, trigger as Trigger, failures);
  }
  return failures.all.map(({ property = "", reason }) => {
    const path = pathOf(property);
    const field = path.at(-1);
    return { property: path, message: typeof field === "string" ? `\`${field}\` ${reason}` : `the trigger ${reason}` };
  });
}

/** Where in the file stands what a check calls by the words of an arg. */
const pathOf = (property: string): (string | number)[] =>
  property.match(/[^.[\]]+/g)?.map((part) => (/^\d+$/.test(part) ? Number(part) : snakeCase(part))) ?? [];

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function isLate(value: unknown): boolean {
  let found = false;
  visitPlaceholders((value ?? null) as Json, () => {
    found = true;
  });
  return found;
}
