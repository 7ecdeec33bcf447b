import * as pulumi from "@pulumi/pulumi";
import { withReferences } from "../../blocks/block-resource.js";
import type { Json } from "../../engine/definition.js";
import type { Values } from "../../engine/normalize.js";
import { outputValues } from "../../provider/output-values.js";
import { type JobVariablesByType, jobVariableNames } from "./by-type.js";
import { inTemplateUnit } from "./quantity.js";

/** A type of work pools whose job template is known to this package. */
export type WorkPoolType = keyof JobVariablesByType;

/** All of them. */
export const workPoolTypes = Object.keys({
  "azure-container-instance": true,
  "cloud-run": true,
  "cloud-run-v2": true,
  docker: true,
  ecs: true,
  kubernetes: true,
  process: true,
  "vertex-ai": true,
} satisfies Record<WorkPoolType, true>) as WorkPoolType[];

type SnakeCase<Name> = Name extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${SnakeCase<Rest>}`
    : `_${Lowercase<First>}${SnakeCase<Rest>}`
  : Name;

type WithServerNames<Variables> = Variables & { [Name in keyof Variables as SnakeCase<Name>]?: Variables[Name] };

/**
 * Variables of the job template of pools of a type, by their names in camel case or those of the server. For a template of
 * your own that has others, give the pool by its name, `pool.name`: then any name is taken here, and the preview looks at
 * the template.
 */
export type JobVariables<Type extends string = string> = [Infrastructure<Type>] extends [WorkPoolType]
  ? WithServerNames<JobVariablesByType[Infrastructure<Type>]>
  : Record<string, pulumi.Input<Json>>;

/** Push pools take the job variables of the type that a worker would run. */
type Infrastructure<Type extends string> = Type extends `${infer Own}:push` ? Own : Type;

const serverNames = new Set(jobVariableNames);

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Job variables as the server has them: its names and its units.
 *
 * @param type of the pool, where it is known
 * @param own names of variables that a template of the user's has, which stay as they are
 */
export function jobValues(given: unknown, type: unknown, values: Values, own: readonly string[] = []): any {
  if (given === undefined) return undefined;
  if (values.isLater(given))
    return values.apply([given, type], (known, ofType) => valuesOf(known, ofType, values, own));
  return valuesOf(given as Record<string, unknown>, type, values, own);
}

/** Value by value, so that a preview that lacks one of them shows the others. */
function valuesOf(
  given: Record<string, unknown>,
  type: unknown,
  values: Values,
  own: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const serverName = own.includes(name) || !serverNames.has(snakeCase(name)) ? name : snakeCase(name);
        return [serverName, jobValue(type, serverName, value, values)];
      }),
  );
}

function jobValue(type: unknown, name: string, value: unknown, values: Values): unknown {
  const mayHaveUnit = /^(cpu|mem)/.test(name) && type !== undefined;
  if (!mayHaveUnit) return value;
  return values.apply([type, value], (ofType, amount) => inTemplateUnit(ofType, name, amount));
}

/** Job variables with references in the place of blocks. */
export function referring(
  given: pulumi.Input<Record<string, unknown>> | undefined,
): pulumi.Input<Record<string, pulumi.Input<Json>>> | undefined {
  if (given === undefined) return undefined;
  if (outputValues.isLater(given)) {
    return pulumi.output(given).apply((known) => pulumi.output(referring(known as never))) as never;
  }
  return withReferences(given) as never;
}
