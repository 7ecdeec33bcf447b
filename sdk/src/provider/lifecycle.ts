import { ApiError } from "../api/errors.js";
import type { Definition, Observed, OperationContext } from "./definition.js";
import { changedInputs, inputsOf, reportedInputs } from "./properties.js";

type Properties = Record<string, any>;

/** What a change of inputs leads to. */
export interface Plan {
  /** Inputs that change. */
  changed: string[];
  /** Those among them that replace the object. */
  replaces: string[];
  /** Why an input that usually changes in place replaces the object this time: one line each. */
  reasons: string[];
  /** Whether the old object has to go first, because the new one has the same natural key. */
  deleteBeforeReplace: boolean;
}

/** Compares the properties of the last operation with new inputs. Calls nothing. */
export function plan(definition: Definition, olds: Properties, news: Properties): Plan {
  const changed = changedInputs(definition, olds, news);
  const forced = definition.replaceBecause?.(inputsOf(definition, olds), inputsOf(definition, news)) ?? [];
  const replaces = [
    ...changed.filter((name) => definition.replaceOn.includes(name)),
    ...forced.map(({ property }) => property),
  ];
  return {
    changed: [...new Set([...changed, ...replaces])],
    replaces,
    reasons: forced.map(({ property, reason }) => `\`${property}\` ${reason}`),
    deleteBeforeReplace: !changed.some((name) => definition.naturalKey.includes(name)),
  };
}

/**
 * Makes the object. One that exists already is taken over when it equals the inputs or is an unfinished `create` of
 * them, so that a run that was killed heals by itself, or when the user said `adopt: true`. Any other is refused.
 */
export async function create(
  definition: Definition,
  client: unknown,
  inputs: Properties,
  context: OperationContext,
): Promise<{ id: string; state: object }> {
  if (definition.createOverwrites) {
    const existing = await definition.find(client, inputs);
    return existing
      ? takeOver(definition, client, existing, inputs, context)
      : definition.create(client, inputs, context);
  }
  try {
    return await definition.create(client, inputs, context);
  } catch (error) {
    const existing = error instanceof ApiError && error.status === 409 && (await definition.find(client, inputs));
    if (!existing) throw error;
    return takeOver(definition, client, existing, inputs, context);
  }
}

/** The object as it is now: its inputs as the user wrote them wherever nothing drifted. `undefined` when it is gone. */
export async function read(
  definition: Definition,
  client: unknown,
  id: string,
  olds: Properties,
): Promise<{ id: string; inputs: Properties; state: object } | undefined> {
  const observed = await definition.read(client, id, olds);
  if (!observed) return undefined;
  return { id: observed.id, inputs: reportedInputs(definition, observed.inputs, olds), state: observed.state };
}

async function takeOver(
  definition: Definition,
  client: unknown,
  existing: Observed<any, object>,
  inputs: Properties,
  context: OperationContext,
): Promise<{ id: string; state: object }> {
  const { id, state } = existing;
  const olds = reportedInputs(definition, existing.inputs, inputs);
  const { changed, replaces } = plan(definition, olds, inputs);
  if (changed.length === 0) return { id, state };

  const finishing = definition.isHalfMade?.(existing, inputs, changed) === true;
  if (!finishing && inputs.adopt !== true) {
    throw new Error(
      `exists already and differs in ${quoted(changed)}; write \`adopt: true\` to take it over and change it, or choose another name`,
    );
  }
  if (replaces.length > 0) {
    throw new Error(
      `exists already with another ${quoted(replaces)}, which cannot be changed; write what the server has, delete it there or choose another name`,
    );
  }
  return { id, state: await definition.update(client, id, inputs, { ...olds, ...state }, context) };
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");
