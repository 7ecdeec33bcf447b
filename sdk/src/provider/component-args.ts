import * as pulumi from "@pulumi/pulumi";
import type { Json } from "../engine/definition.js";
import { eitherOf } from "../engine/value-text.js";
import { outputValues } from "./output-values.js";
import type { Refuse } from "./refusal.js";
import type { CommonArgs } from "./resource.js";

/** What a value is in every language: all that Pulumi's schema can say, and no choice between two of them. */
export type ArgType =
  | "string"
  | "integer"
  | "boolean"
  | "any"
  | { readonly words: readonly string[] }
  | { readonly listOf: Arg }
  | { readonly mapOf: Arg }
  | { readonly object: string; readonly args: ComponentArgs };

/** What is known about an arg beside its type. Every entry is optional, and without any it is a plain optional input. */
export interface ArgOptions<Value> {
  /** Whether it has to be given. */
  readonly required?: boolean;
  /** What it means when it is left out, where that is always the same. */
  readonly default?: Value | readonly never[];
  /** Whether it is read while the program runs, so that no output can be given. */
  readonly plain?: boolean;
  /** Whether it is encrypted in state and never printed. */
  readonly secret?: boolean;
  /** Of a number: the least that it may be. */
  readonly min?: number;
  /** What is wrong with a value that is known, as the rest of a line that begins with its name. */
  readonly check?: (value: Value) => string | undefined;
  /** What a TypeScript program may write as well. Other languages write the type. */
  readonly sugar?: Sugar<any>;
}

declare const types: unique symbol;

/** For the compiler alone: the type of what TypeScript may write as well. */
export interface Sugar<Written> {
  readonly [types]?: Written;
}

/** What a TypeScript program may write in place of an arg's own type. */
export const inTypeScript = <Written>(): Sugar<Written> => ({});

type Presence = "required" | "defaulted" | "optional";

/** One arg of a component: everything that is known about it by itself stands here alone. */
export interface Arg<Given = any, P extends Presence = Presence> extends ArgOptions<any> {
  readonly type: ArgType;
  /** For the compiler alone: what a program may write. */
  readonly [types]?: { given: Given; presence: P };
}

/** The args of a component, or of an object in one of them, by their names. */
export type ComponentArgs = Readonly<Record<string, Arg>>;

type GivenOf<A> = A extends Arg<infer Given, any> ? Given : never;
type PresenceOf<A> = A extends Arg<any, infer P> ? P : never;

/** What a program gives, from a table of args. */
export type ArgsOf<A extends ComponentArgs> = {
  [K in keyof A as PresenceOf<A[K]> extends "required" ? K : never]: GivenOf<A[K]>;
} & {
  [K in keyof A as PresenceOf<A[K]> extends "required" ? never : K]?: GivenOf<A[K]>;
};

/** The same, with defaults in place of what was left out. */
export type ReadArgs<A extends ComponentArgs> = {
  [K in keyof A as PresenceOf<A[K]> extends "optional" ? never : K]: GivenOf<A[K]>;
} & {
  [K in keyof A as PresenceOf<A[K]> extends "optional" ? K : never]?: GivenOf<A[K]>;
};

type PresenceIn<Options> = Options extends { required: true }
  ? "required"
  : Options extends { default: unknown }
    ? "defaulted"
    : "optional";

type OwnFor<Value, Options> = Options extends { plain: true } ? Value : pulumi.Input<Value>;
type GivenFor<Value, Options> = Options extends { sugar: Sugar<infer Written> }
  ? [OwnFor<Value, Options>] extends [Written]
    ? Written
    : OwnFor<Value, Options> | Written
  : OwnFor<Value, Options>;

type ArgWith<Value, Options> = Arg<GivenFor<Value, Options>, PresenceIn<Options>>;

/** A function that makes args of one type from their options. */
const argOf =
  <Value>(type: ArgType) =>
  <const Options extends ArgOptions<Value> = object>(options?: Options): ArgWith<Value, Options> => ({
    ...options,
    type,
  });

export const text = argOf<string>("string");
export const integer = argOf<number>("integer");
export const flag = argOf<boolean>("boolean");
export const json = argOf<Json>("any");

/** One of several words. */
export const oneOf = <const Word extends string>(...words: readonly Word[]) => argOf<Word>({ words });

export const list = <Item extends Arg>(item: Item) => argOf<GivenOf<Item>[]>({ listOf: item });

/** Values by names that the user chooses. */
export const map = <Item extends Arg>(item: Item) => argOf<Record<string, GivenOf<Item>>>({ mapOf: item });

type TableOf<Given> = { readonly [K in keyof Given]-?: Arg<Exclude<Given[K], undefined>, PresenceOfKey<Given, K>> };
type PresenceOfKey<Given, K extends keyof Given> =
  object extends Pick<Given, K> ? "defaulted" | "optional" : "required";

/**
 * An object that has args of its own.
 *
 * @typeParam Given what a program gives, by the name that editors show: it extends {@link ArgsOf} of the table
 * @param name what other languages call it
 */
export const object = <Given extends object>(name: string, args: TableOf<Given> & ComponentArgs) =>
  argOf<Given>({ object: name, args });

/**
 * Settings of a resource that this table does not declare, such as one of a cloud's own package. They are looked at while
 * the program runs. TypeScript has their types; other languages give a map with the names that they have there.
 */
export const settings = <Settings extends object>(): Arg<Settings, "optional"> =>
  argOf<Settings>({ mapOf: json() })({ plain: true });

/** Of a component that makes objects on the server: each of them gets these. */
export const commonArgs: {
  readonly [K in keyof CommonArgs]-?: Arg<Exclude<CommonArgs[K], undefined>, "optional">;
} = { adopt: flag(), connection: text() };

type Given = Readonly<Record<string, unknown>>;

/**
 * What was given, with defaults in place of what was left out, and with what is secret marked as such.
 *
 * @throws RunError with the first arg that has something wrong with it
 */
export function readArgs<A extends ComponentArgs>(args: A, given: ArgsOf<A>, refuse: Refuse): ReadArgs<A> {
  for (const fault of faultsOfArgs(args, given)) refuse(fault);
  return withDefaults(args, given);
}

/** The same of args that have nothing wrong with them. */
export function withDefaults<A extends ComponentArgs>(args: A, given: ArgsOf<A>): ReadArgs<A> {
  const read = (name: string, arg: Arg) => marked(arg, (given as Given)[name] ?? arg.default);
  return Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, read(name, arg)])) as ReadArgs<A>;
}

/**
 * What a program in another language said itself: neither the defaults that its language writes for what was left out, as
 * some args may stand beside others alone, nor a `null` in the place of nothing.
 */
export const withoutDefaults = <Given extends object>(args: ComponentArgs, given: Given): Partial<Given> =>
  Object.fromEntries(
    Object.entries(given).filter(([name, value]) => value !== null && value !== args[name]?.default),
  ) as Partial<Given>;

function marked(arg: Arg, value: unknown): unknown {
  if (value === undefined || (!outputValues.isLater(value) && !fits(arg, value))) return value;
  if (arg.secret) return pulumi.secret(value);
  if (outputValues.isLater(value)) return value;
  return typeof arg.type === "object" && "object" in arg.type ? withDefaults(arg.type.args, value as Given) : value;
}

/** What is wrong with args one by one. What is only known later is checked where it becomes known. */
export function* faultsOfArgs(args: ComponentArgs, given: object, within = ""): Generator<string> {
  for (const [name, arg] of Object.entries(args)) {
    const value = (given as Given)[name];
    if (value !== undefined) yield* faultsOfValue(`\`${within}${name}\``, "is", arg, value);
    else if (arg.required) yield `\`${within}${name}\` is missing; write ${nounOf(arg)}`;
  }
}

function* faultsOfValue(name: string, verb: "is" | "has", arg: Arg, value: unknown): Generator<string> {
  const { type, plain, sugar, min = -Infinity, check } = arg;
  if (outputValues.isLater(value)) {
    if (plain) yield `${name} ${verb} an output, and it is read while the program runs; write ${nounOf(arg)} itself`;
  } else if (!fits(arg, value)) {
    if (!sugar) yield `${name} ${verb} ${shown(arg, value)}; write ${nounOf(arg)}`;
  } else if (type === "integer" && !(Number.isInteger(value) && (value as number) >= min)) {
    yield `${name} ${verb} ${value}; write ${nounOf(arg)}`;
  } else {
    const reason = check?.(value);
    if (reason) yield `${name} ${reason}`;
    if (typeof type !== "object") return;
    const item = "listOf" in type ? type.listOf : "mapOf" in type ? type.mapOf : undefined;
    if (item) for (const one of Object.values(value as object)) yield* faultsOfValue(name, "has", item, one);
    if ("object" in type) yield* faultsOfArgs(type.args, value as Given, `${name.slice(1, -1)}.`);
  }
}

/** Whether a value is of an arg's own type. A list that TypeScript may write in place of a map has the same in it; a resource has not. */
function fits({ type, sugar }: Arg, value: unknown): boolean {
  if (type === "any") return true;
  if (type === "integer") return typeof value === "number";
  if (typeof type === "string") return typeof value === type;
  if ("words" in type) return type.words.includes(value as string);
  if ("listOf" in type) return Array.isArray(value);
  if (sugar && pulumi.Resource.isInstance(value)) return false;
  if (Array.isArray(value)) return "mapOf" in type && sugar !== undefined;
  return typeof value === "object" && value !== null;
}

function nounOf({ type, min }: Arg): string {
  if (type === "string") return "a text";
  if (type === "boolean") return "true or false";
  if (type === "integer") return `a whole number${min === undefined ? "" : ` from ${min}`}`;
  if (type === "any") return "a value";
  if ("words" in type) return eitherOf(type.words.map((word) => JSON.stringify(word)));
  return "listOf" in type ? "a list" : "mapOf" in type ? "a map" : "an object";
}

/** A word that is none of several, else what the value is: it may be a secret. */
function shown({ type }: Arg, value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof type === "object" && "words" in type && typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`.replace("a string", "a text");
}
