import { isDeepStrictEqual } from "node:util";
import { ApiError, LostAnswerError } from "../api/errors.js";
import { repeatLost } from "../api/retry.js";
import type { Definition, Made, Observed, OperationContext } from "./definition.js";
import { isNameFree } from "./namesakes.js";
import { identityOf, isNotUnique, judge, type Place, type Verdict } from "./ownership.js";
import { plan } from "./plan.js";
import { changedInputs, inputsOf, reportedInputs } from "./properties.js";
import type { Run } from "./run.js";

type Properties = Record<string, any>;

/** What an operation works with beside the definition. */
export interface Surroundings extends OperationContext {
  /** What the operations talk to. */
  remote: any;
  run: Run;
}

/**
 * What `create` would come upon: nothing, or an object of the same natural key and what becomes of it.
 *
 * @param inputs those that are known
 * @param isUnknown whether an input is there but not known yet
 */
export async function lookAhead(
  definition: Definition,
  inputs: Properties,
  surroundings: Surroundings,
  isUnknown: (property: string) => boolean,
): Promise<Verdict | undefined> {
  const { remote, run } = surroundings;
  const identity = identityOf(definition, inputs);
  // An object that the state has is about to be replaced: what stands in the way is deleted before, or kept.
  if (run.isInState(identity)) return undefined;
  if (await isNameFree(definition, remote, inputs)) return undefined;
  const existing = await definition.find(remote, inputs);
  if (!existing || wasWritten(definition, existing.id, surroundings)) return undefined;
  if (isKnownAgain(definition, existing, inputs, run, isUnknown)) return undefined;
  return judge(definition, existing, inputs, remote as Place, { isInState: false, isUnknown });
}

/**
 * Makes the object. One that exists already is taken over or refused, as its ownership says. What became of a request
 * whose answer was lost is looked up.
 */
export async function create(
  definition: Definition,
  inputs: Properties,
  surroundings: Surroundings,
): Promise<{ id: string; state: object }> {
  const { remote, run } = surroundings;
  const find = () => definition.find(remote, inputs);
  const found = definition.createOverwrites ? await find() : undefined;
  // Of a kind that may have several objects of one name, another resource of this run has that one.
  const isOthers = found && isNotUnique(definition, inputs) && wasWritten(definition, found.id, surroundings);
  const existing = isOthers ? undefined : found;
  const made = existing
    ? await adoptExisting(definition, existing, inputs, surroundings)
    : await make(definition, inputs, surroundings, find);
  remember(definition, made.id, surroundings);
  run.foundInState(identityOf(definition, inputs));
  return made;
}

async function make(
  definition: Definition,
  inputs: Properties,
  surroundings: Surroundings,
  find: () => Promise<Observed<any, object> | undefined>,
): Promise<{ id: string; state: object }> {
  return repeatLost(async () => {
    try {
      const made: Made<object> = await definition.create(surroundings.remote, inputs, surroundings);
      if (made.madeMeanwhile) throw new Error(refusalOf[made.madeMeanwhile]);
      return made;
    } catch (error) {
      if (!(error instanceof LostAnswerError) && !isTaken(error)) throw error;
      const existing = await find();
      if (!existing) throw error;
      return adoptExisting(definition, existing, inputs, surroundings);
    }
  });
}

const isTaken = (error: unknown): boolean => error instanceof ApiError && error.status === 409;

/**
 * The state after a change of inputs that never reach the object, such as `adopt`; `undefined` when others change too.
 */
export function unreached(definition: Definition, olds: Properties, news: Properties): object | undefined {
  const reaches =
    definition.isUnfinished?.(olds) || definition.properties.some((name) => !isDeepStrictEqual(olds[name], news[name]));
  return reaches ? undefined : stateOf(definition, olds);
}

/** Changes the object, unless it is gone: under its name there may be another one by now. */
export async function update(
  definition: Definition,
  id: string,
  olds: Properties,
  news: Properties,
  surroundings: Surroundings,
): Promise<object> {
  const { remote } = surroundings;
  if (definition.byName?.includes("update") && !(await definition.read(remote, id, olds as any))) {
    throw new Error(await goneText(definition, news, remote));
  }
  try {
    const { changed } = plan(definition, olds, news);
    const state = await definition.update(remote, id, news, olds, { ...surroundings, changed });
    remember(definition, id, surroundings);
    return state;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404 && !(await definition.read(remote, id, olds as any))) {
      throw new Error(await goneText(definition, news, remote), { cause: error });
    }
    throw error;
  }
}

/** Deletes the object, unless it is another's by now. */
export async function remove(
  definition: Definition,
  id: string,
  olds: Properties,
  surroundings: Surroundings,
): Promise<void> {
  const { remote, say } = surroundings;
  if (wasWritten(definition, id, surroundings)) {
    return say("stays: this run has made it, changed it or taken it over for a resource that is still there");
  }
  if (definition.byName?.includes("delete") && !(await definition.read(remote, id, olds as any))) {
    if (await definition.find(remote, olds as any)) {
      say("was deleted on the server; another one of its name, made since, stays");
    }
    return;
  }
  await definition.delete(remote, id, olds, surroundings);
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

async function adoptExisting(
  definition: Definition,
  existing: Observed<any, object>,
  inputs: Properties,
  surroundings: Surroundings,
): Promise<{ id: string; state: object }> {
  const { remote, run, say } = surroundings;
  const { id, state } = existing;
  if (wasWritten(definition, id, surroundings)) {
    throw new Error(
      "belongs to another resource of this program already; take one of them away, or give it another name",
    );
  }
  const isInState = run.isInState(identityOf(definition, inputs)) || isKnownAgain(definition, existing, inputs, run);
  const verdict = judge(definition, existing, inputs, remote, { isInState, isUnknown: () => false });
  if ("refusal" in verdict) throw new Error(verdict.refusal);
  say(adoptionText(verdict));
  const { changed, olds } = verdict;
  if (changed.length === 0) return { id, state };
  return {
    id,
    state: await definition.update(remote, id, inputs, { ...olds, ...state }, { ...surroundings, changed }),
  };
}

/** @returns the line that tells of it, without its subject */
export const adoptionText = ({ adopts }: Extract<Verdict, { adopts: string }>): string =>
  `is there already and is taken over${adopts && `; ${adopts}`}`;

const refusalOf: Record<NonNullable<Made<object>["madeMeanwhile"]>, string> = {
  overwritten:
    "was made by somebody else at this very moment, and now has the values of this program; choose another name, and let the other " +
    "one's stack mend it with `pulumi up --refresh`",
  "left as it is":
    "was made by somebody else at this very moment, and stays as it is; choose another name, or write `adopt: true` to take it over and change it",
};

async function goneText(definition: Definition, inputs: Properties, remote: unknown): Promise<string> {
  const another = await definition.find(remote, inputs);
  return another
    ? "was deleted on the server, and somebody has made another one of its name; delete that one or write `adopt: true`, and run `pulumi up --refresh`"
    : "was deleted on the server; `pulumi up --refresh` makes it anew";
}

function remember(definition: Definition, id: string, { remote, run }: Surroundings): void {
  if (isRemembered(definition)) run.wrote(objectKey(id, remote));
}

/** Whether this run has made, changed or taken over the object of an id. */
const wasWritten = (definition: Definition, id: string, { remote, run }: Surroundings): boolean =>
  isRemembered(definition) && run.hasWritten(objectKey(id, remote));

/**
 * Whether an object is one that the state has, of a kind that may have several of one name: these very inputs replace it,
 * as the engine has them compared with the old ones and then checked as those of a new resource, or it equals what the
 * state has, which the engine shows alone where a user wants the replacement.
 */
function isKnownAgain(
  definition: Definition,
  existing: Observed<any, object>,
  inputs: Properties,
  run: Run,
  isUnknown: (property: string) => boolean = () => false,
): boolean {
  const compared = run.comparedWith(existing.id) as Properties | undefined;
  if (compared && changedInputs(definition, compared, inputs).every(isUnknown)) return true;
  if (!isNotUnique(definition, inputs)) return false;
  return run
    .namelessOf(definition.kind)
    .some(
      (olds: Properties) =>
        olds.connection === inputs.connection &&
        changedInputs(definition, reportedInputs(definition, existing.inputs, olds), olds).length === 0,
    );
}

/** Kinds in stores remember what they wrote file by file. */
const isRemembered = (definition: Definition): boolean => !definition.connect && !definition.isEffect;

/** An id is unique on its server only. */
const objectKey = (id: string, remote: any): string => `${remote.connection.apiUrl} ${id}`;

/** The output-only values among all that is stored with a resource. */
function stateOf(definition: Definition, properties: Properties): object {
  const inputs = inputsOf(definition, properties);
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => name !== "__provider" && !Object.hasOwn(inputs, name)),
  );
}
