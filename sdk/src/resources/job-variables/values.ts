import * as pulumi from "@pulumi/pulumi";
import { BlockResource } from "../../blocks/block-resource.js";
import type { Json } from "../../provider/definition.js";
import { type JobVariablesByType, jobVariableNames } from "./by-type.js";
import { inTemplateUnit } from "./quantity.js";

/** A type of work pools whose job template is known to this package. */
export type WorkPoolType = keyof JobVariablesByType;

type SnakeCase<Name> = Name extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${SnakeCase<Rest>}`
    : `_${Lowercase<First>}${SnakeCase<Rest>}`
  : Name;

type WithServerNames<Variables> = Variables & { [Name in keyof Variables as SnakeCase<Name>]?: Variables[Name] };

/**
 * Variables of the job template of pools of a type, by their names in camel case or those of the server. A template of
 * your own may have others, so any name is taken here; a name that the template lacks is refused at preview.
 */
export type JobVariables<Type extends string = string> = [Type] extends [WorkPoolType]
  ? WithServerNames<JobVariablesByType[Type]> & Record<string, unknown>
  : Record<string, pulumi.Input<Json>>;

const serverNames = new Set(jobVariableNames);

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Job variables as the server has them: its names, its units, and references in the place of blocks.
 *
 * @param type of the pool, where it is known
 * @param own names of variables that a template of the user's has, which stay as they are
 */
export function jobValues(
  given: pulumi.Input<Record<string, unknown>> | undefined,
  type: pulumi.Input<string> | undefined,
  own: readonly string[] = [],
): pulumi.Input<Record<string, pulumi.Input<Json>>> | undefined {
  if (given === undefined) return undefined;
  if (pulumi.Output.isInstance(given) || given instanceof Promise) {
    const values = pulumi.output(given as pulumi.Input<Record<string, Json>>);
    return values.apply((known) => pulumi.output(valuesOf(known, type, own)) as pulumi.Output<Record<string, Json>>);
  }
  return valuesOf(given as Record<string, unknown>, type, own);
}

/** Value by value, so that a preview that lacks one of them shows the others. */
function valuesOf(
  given: Record<string, unknown>,
  type: pulumi.Input<string> | undefined,
  own: readonly string[],
): Record<string, pulumi.Input<Json>> {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const serverName = own.includes(name) || !serverNames.has(snakeCase(name)) ? name : snakeCase(name);
        return [serverName, jobValue(type, serverName, value)];
      }),
  ) as Record<string, pulumi.Input<Json>>;
}

function jobValue(type: pulumi.Input<string> | undefined, name: string, value: unknown): pulumi.Input<Json> {
  if (value instanceof BlockResource) return { $ref: { block_document_id: value.documentId } } as never;
  const mayHaveUnit = /^(cpu|mem)/.test(name) && type !== undefined;
  if (!mayHaveUnit) return value as pulumi.Input<Json>;
  if (typeof type === "string" && typeof value === "string") return inTemplateUnit(type, name, value) as Json;
  return pulumi.all([type, value as pulumi.Input<Json>]).apply(([known, amount]) => {
    return inTemplateUnit(known as string, name, amount) as Json;
  });
}
