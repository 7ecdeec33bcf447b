import type { Client, Names } from "../api/client.js";
import type { Connection } from "../api/connection.js";
import type { Need, ServerVersion } from "../api/server-version.js";
import type { ConfigReader } from "../config.js";
import type { CheckFailures } from "./check-failures.js";
import type { Fields } from "./field.js";
import type { NormalizeContext, Values } from "./normalize.js";

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Inputs that every kind has and that never reach the server. */
export interface ProviderInputs {
  adopt?: boolean;
  connection?: string;
}

/**
 * An object as the server has it, in the words of a kind's inputs.
 * An input that is `null` has no value there; one that is missing cannot be seen there and is taken as unchanged.
 */
export interface Observed<Inputs, State> {
  id: string;
  /** When it was made, by the clock of where it is. */
  created?: string;
  inputs: { [P in keyof Inputs]?: Inputs[P] | null };
  state: State;
}

/** What an operation may do beside its calls. */
export interface OperationContext {
  /** Tells the user something that is not a fault. */
  say(line: string): void;
  /** Shows how far a long operation is, where the binding can: the next line takes its place. */
  progress?(line: string): void;
  /** Tells that the user has cancelled the run: what has many steps ends after the one that it is at. */
  readonly signal?: AbortSignal;
}

/** What a check may use beside the inputs. What it says is in the preview too. */
export interface CheckContext<Inputs, Remote = Client> extends OperationContext {
  /** Inputs of the last `up`, if there was one. */
  olds: Partial<Inputs> | undefined;
  /** Whether an input is there but not known yet. */
  isUnknown(property: keyof Inputs): boolean;
  /** Whether a resource of the program that was checked before is the object of an identity. */
  isDeclared(identity: readonly unknown[]): boolean;
  /** The server, for checks that need to look at it; missing when the connection itself is at fault. */
  client: Remote | undefined;
}

/** What an `update` may use. */
export interface UpdateContext extends OperationContext {
  /** Names of the inputs that change. */
  changed: readonly string[];
}

/** An object that was made. */
export interface Made<State> {
  id: string;
  state: State;
  /** What the request did to one of its name that somebody else has made since it was looked for. */
  madeMeanwhile?: "overwritten" | "left as it is";
}

/**
 * One kind of Syntask object: its inputs and how to make, find, change and delete it.
 * Knows the API client and nothing of Pulumi, so that any binding can drive it.
 *
 * An input that is left out is either not managed (the server's value stays and is never drift) or, when `defaults`
 * names it, means that default: a different value on the server is drift, and leaving the input out clears it.
 */
export interface Definition<Inputs extends ProviderInputs = any, State extends object = any, Remote = any> {
  /** Identity in users' state: never change it. */
  readonly kind: string;
  /** What the kind was called before, in stacks that exist: never take one away. */
  readonly formerKinds?: readonly string[];
  /** The kind in a sentence, such as "work pool". */
  readonly noun: string;
  /** The object in a sentence: its natural key. */
  label(inputs: Partial<Inputs>): string;
  /** What is known about each input, where the kind says it in one place. */
  readonly fields?: Fields;
  /** Every input of the kind, `adopt` and `connection` excepted. */
  readonly properties: readonly (keyof Inputs & string)[];
  /** Values that only the operations give. */
  readonly outputs?: readonly (keyof State & string)[];
  /** Those among them that are encrypted in state. */
  readonly secretOutputs?: readonly (keyof State & string)[];
  /** Values that follow from the others, where a program does not compute them itself. With an id that may be `unknown`. */
  readonly derived?: {
    readonly [output: string]: (object: { id: unknown; inputs: Partial<Inputs>; connection: Connection }) => unknown;
  };
  /** Inputs whose change replaces the object. */
  readonly replaceOnChanges: readonly (keyof Inputs & string)[];
  /** Inputs that make up the natural key. Two objects of one key cannot exist at once. */
  readonly naturalKey: readonly (keyof Inputs & string)[];
  /**
   * The texts by which a person names an object, in the order in which they write them.
   * @default the natural key, where that is a single input
   */
  readonly writtenKey?: readonly (keyof Inputs & string)[];
  /** True for a kind that is no object anywhere: nothing of it can be taken over or left behind. */
  readonly isEffect?: boolean;
  /** True for a kind whose new one has to be there, with what depends on it, before the one that it replaces is deleted. */
  readonly createBeforeDelete?: boolean;
  /**
   * What names an object among those of all kinds, where that is not the kind and its natural key. An empty list where
   * several objects may have one name.
   */
  identity?(inputs: Partial<Inputs>): readonly unknown[];
  /** What makes up an id, in a sentence. @default the server's id of the object */
  readonly idForm?: string;
  /** The id of the only object of the kind that a server can have: it has no natural key. */
  readonly onlyId?: string;
  /** Inputs that are encrypted in state and never printed. */
  readonly secrets?: readonly (keyof Inputs & string)[];
  /** Inputs whose fields are secrets one by one, so that a preview shows which of them changes. */
  readonly secretFields?: readonly (keyof Inputs & string)[];
  /** What a managed input means when it is left out; `null` is none. */
  readonly defaults: { readonly [P in keyof Inputs]?: Inputs[P] | null };
  /** Inputs of which nothing is seen and nothing is sent where the program says nothing of them, and has not said it before. */
  readonly keptUnlessDeclared?: readonly (keyof Inputs & string)[];
  /** Inputs for which `null` is a value of its own. For all others a `null` on the server is none. */
  readonly nullable?: readonly (keyof Inputs & string)[];
  /** Brings a value into the one form in which two equal values look the same. */
  readonly canonical?: { readonly [P in keyof Inputs]?: (value: NonNullable<Inputs[P]>) => unknown };
  /** Writes a value like another one wherever parts of the two mean the same, so that a comparison shows the others alone. */
  readonly writtenLike?: {
    readonly [P in keyof Inputs]?: (value: NonNullable<Inputs[P]>, other: NonNullable<Inputs[P]>) => unknown;
  };
  /** True when `create` would silently overwrite an existing object, so that it has to be looked for first. */
  readonly createOverwrites?: boolean;
  /** Operations that go by a name instead of the id: they could hit another object that has taken the name since. */
  readonly byName?: readonly ("update" | "delete")[];

  /** What a program may give beside the inputs, of which `normalize` makes inputs. */
  readonly given?: readonly string[];
  /**
   * Keys of the stack's config that the operations on an object read, beside those of its connection.
   * @param given what a program gives: some of it may come later
   */
  stackSettings?(given: Record<string, unknown>): readonly string[];
  /** Makes inputs of what a program gives, beside what the fields say one by one. Changes nothing and asks no server. */
  normalize?(given: Record<string, any>, values: Values, context: NormalizeContext): Record<string, any>;
  /**
   * Makes inputs final that follow from the version of the server, which `normalize` does not ask.
   *
   * @param inputs those that are known
   * @param olds inputs of the last operation, if there was one
   */
  settle?(
    inputs: Partial<Inputs>,
    olds: Partial<Inputs>,
    version: () => Promise<ServerVersion>,
  ): Promise<Partial<Inputs>>;
  /** Reports what is wrong with the inputs, before anything is sent. Inputs that are not known yet are left out. */
  check?(inputs: Partial<Inputs>, failures: CheckFailures, context: CheckContext<Inputs, Remote>): void | Promise<void>;
  /**
   * What changes, one line each, where the names of the inputs do not tell.
   * @param changed those names
   */
  describeChange?(olds: Inputs & State, news: Inputs, changed: readonly string[]): Promise<string[]>;
  /** What is left for the user to do after the object was made or changed, one line each. */
  advice?(client: Remote, inputs: Inputs): Promise<string[]>;
  /** Opens what the operations talk to, where that is not the Syntask server of the connection. */
  connect?(config: ConfigReader, inputs: Inputs, context: OperationContext): Promise<Remote>;
  /** What these inputs need that not every server has. */
  needs?(inputs: Partial<Inputs>): Need[];
  /** Inputs that cannot be changed in place in this very case, each with the reason. */
  replaceBecause?(olds: Partial<Inputs>, news: Partial<Inputs>): { property: keyof Inputs & string; reason: string }[];
  /**
   * Tells what `create` would take over, where that is no single object that `find` finds.
   *
   * @throws RefusalError where `create` would be refused
   */
  foresee?(client: Remote, inputs: Inputs, context: OperationContext): Promise<void>;
  /** All objects of the kind. Missing for what the inputs of another kind tell of. */
  list?(client: Remote): Promise<Observed<Inputs, State>[]>;
  /**
   * The name of a new object, and those of others: it may be meant in another writing, and there is no object where all names
   * are known and it is none of them. One request at most for all objects of the kind.
   */
  namesakes?(client: Remote, inputs: Inputs): Promise<{ name: string; others: Names }>;
  /** Looks an object up by its natural key. */
  find(client: Remote, inputs: Inputs): Promise<Observed<Inputs, State> | undefined>;
  /**
   * True when an object that was found is an unfinished `create` of these very inputs.
   * @param changed the inputs in which the two differ
   */
  isHalfMade?(observed: Observed<Inputs, State>, inputs: Inputs, changed: readonly string[]): boolean;
  create(client: Remote, inputs: Inputs, context: OperationContext): Promise<Made<State>>;
  /** True when an operation broke off and left something to do, although no input changes. */
  isUnfinished?(olds: Partial<State>): boolean;
  /** @param olds inputs and outputs of the last operation */
  read(client: Remote, id: string, olds: Inputs & State): Promise<Observed<Inputs, State> | undefined>;
  /** @returns the new output-only values. Nothing may be sent that changes nothing */
  update(client: Remote, id: string, news: Inputs, olds: Inputs & State, context: UpdateContext): Promise<State>;
  /** Succeeds when the object is gone already. */
  delete(client: Remote, id: string, olds: Inputs & State, context: OperationContext): Promise<void>;
}

/** Gives a definition its types; the object itself is returned unchanged. */
export function define<Inputs extends ProviderInputs, State extends object = object, Remote = Client>(
  definition: Definition<Inputs, State, Remote>,
): Definition<Inputs, State, Remote> {
  return definition;
}
