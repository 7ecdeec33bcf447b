import type * as pulumi from "@pulumi/pulumi";
import type { CheckFailures } from "./check-failures.js";
import type { CheckContext, Json, ProviderInputs } from "./definition.js";

/** The server's part of an object, or of what is sent to it. */
export type Wire = Record<string, any>;

/** What is known about an input beside its type. Every entry is optional, and without any it is a plain optional input. */
export interface FieldOptions<Value> {
  /** Whether it has to be given. */
  readonly required?: boolean;
  /** What it means when it is left out, `null` for none. Without this it is then left to the server. */
  readonly default?: Value | null;
  /** Whether it has the resource's name when it is left out. */
  readonly namedLikeResource?: boolean;
  /** The input without which it may not be written: its default then goes without saying. */
  readonly countsBeside?: string;
  /** The input that it follows from when it is left out, and how. */
  readonly defaultFrom?: { readonly input: string; readonly value: (input: any) => Value };
  /** Whether it is part of the natural key: two objects that agree in all such inputs cannot exist at once. */
  readonly naturalKey?: boolean;
  /** Whether a change replaces the object. */
  readonly replaceOnChanges?: boolean;
  /** Why taking it away or emptying it replaces the object, where the server cannot do that in place. */
  readonly replaceOnClearing?: string;
  /** Whether it is encrypted in state and never printed. */
  readonly secret?: boolean;
  /** Whether its fields are secrets one by one, so that a preview shows which of them changes. */
  readonly secretFields?: boolean;
  /** Whether `null` is a value of its own. */
  readonly nullable?: boolean;
  /** The first version of the server that takes it. */
  readonly since?: string;
  /** The first version of the server that takes it in a PATCH. @default the first that takes it */
  readonly patchedSince?: string;
  /** Whether what others have set stays, and is not looked at, where the program says nothing of it. */
  readonly keptUnlessDeclared?: boolean;
  /**
   * Where the server has it: a name, or a path such as `concurrency_options.collision_strategy`. `false` for what never
   * reaches it.
   * @default its own name in snake case
   */
  readonly wire?: string | false;
  /** Where the server's answer has it, where that is another place. */
  readonly readFrom?: string;
  /** When it is sent. @default always */
  readonly sent?: "create" | "update" | "never";
  /** What its values are to JavaScript, where programs without types could give others. */
  readonly is?: "string" | "boolean";
  /** Of a number: the least that it may be. */
  readonly min?: number;
  /** Of a number: the most that it may be. */
  readonly max?: number;
  /** Of a number: whether it has to be whole. */
  readonly isWhole?: boolean;
  /** Of a text: all that it may be. */
  readonly words?: readonly Value[];
  /** The output that counts of a resource that is given in its place. @default name */
  readonly resourceOutput?: string;
  /** The value in the server's words. */
  readonly toWire?: (value: Value) => unknown;
  /** The value of what the server has there; of a `null` it is not asked. */
  readonly fromWire?: (value: any) => Value | null | undefined;
  /** The one form in which two equal values look the same. */
  readonly canonical?: (value: Value) => unknown;
  /** The value, in the writing of another one wherever parts of the two mean the same. */
  readonly writtenLike?: (value: Value, other: Value) => Value;
  /** Reports what is wrong with a value. */
  readonly check?: (property: string, value: Value, failures: CheckFailures, context: CheckContext<any, any>) => void;
}

declare const types: unique symbol;

/** `required` has to be given; `named` is named like the resource when it is left out. */
type Presence = "required" | "named" | "optional";

/** One input of a kind: everything that is known about it stands here alone. */
export interface Field<Value = any, Given = any, P extends Presence = Presence> extends FieldOptions<Value> {
  /** For the compiler alone: what a program may write, and what the provider gets. */
  readonly [types]?: { given: Given; value: Value; presence: P };
}

export type Fields = Readonly<Record<string, Field>>;

/** What the provider gets of a field. */
export type ValueOf<F> = F extends Field<infer Value, any, any> ? Value : never;
type GivenOf<F> = F extends Field<any, infer Given, any> ? Given : never;
type PresenceOf<F> = F extends Field<any, any, infer P> ? P : never;

/** What a program gives. */
export type GivenFor<F> = {
  [K in keyof F as PresenceOf<F[K]> extends "required" ? K : never]: GivenOf<F[K]>;
} & {
  [K in keyof F as PresenceOf<F[K]> extends "required" ? never : K]?: GivenOf<F[K]>;
};

/** What the provider gets. */
export type InputsOf<F> = ProviderInputs & {
  [K in keyof F as PresenceOf<F[K]> extends "optional" ? never : K]: ValueOf<F[K]>;
} & {
  [K in keyof F as PresenceOf<F[K]> extends "optional" ? K : never]?: ValueOf<F[K]>;
};

/** What a program can read of a resource. */
export type OutputsFor<F> = {
  readonly [K in keyof F]: pulumi.Output<
    PresenceOf<F[K]> extends "optional" ? ValueOf<F[K]> | undefined : ValueOf<F[K]>
  >;
};

type PresenceIn<Options> = Options extends { required: true }
  ? "required"
  : Options extends { namedLikeResource: true } | { defaultFrom: object }
    ? "named"
    : "optional";

/** A function that makes fields of one type from their options. */
const fieldOf =
  <Value, Given = pulumi.Input<Value>>(ofType?: FieldOptions<Value>) =>
  <const Options extends FieldOptions<Value>>(options?: Options): Field<Value, Given, PresenceIn<Options>> => ({
    ...ofType,
    ...options,
  });

export const text = fieldOf<string>({ is: "string" });
export const number = fieldOf<number>();
export const integer = fieldOf<number>({ isWhole: true });
export const flag = fieldOf<boolean>({ is: "boolean" });
export const json = fieldOf<Json>();

/** Values by names that the user chooses. */
export const map = fieldOf<Record<string, Json>, pulumi.Input<Record<string, pulumi.Input<Json>>>>();

/** Texts by names that the user chooses. */
export const textMap = fieldOf<Record<string, string>, pulumi.Input<Record<string, pulumi.Input<string>>>>();

/** Texts that the server keeps as a set: their order is no difference. */
export const textSet = fieldOf<string[], pulumi.Input<pulumi.Input<string>[]>>({
  canonical: sortedSet,
  writtenLike: inOrderOf,
});

/** A value of any other type. */
export const anyOf = <Value, Given = pulumi.Input<Value>>(ofType?: FieldOptions<Value>) =>
  fieldOf<Value, Given>(ofType);

/** A resource that has a name, or its name. */
export const nameOf = <Named extends { readonly name: pulumi.Output<string> }>() =>
  fieldOf<string, pulumi.Input<string> | Named>();

/** One of several words. */
export const oneOf = <const Word extends string>(...words: readonly Word[]) => fieldOf<Word>({ words });

export function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

/** Texts in the order that those among them have in another list; what is new there stands last. */
export function inOrderOf(texts: readonly string[], others: readonly string[]): string[] {
  return [...others.filter((text) => texts.includes(text)), ...texts.filter((text) => !others.includes(text))];
}
