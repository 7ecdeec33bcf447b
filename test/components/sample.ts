import type { CommonArgs } from "pulumi-syntask";
import type { Declared } from "../support/mocks";

/** A value of an arg, or what makes it in the program where it is a resource. */
type Given<Value> = Value | (() => Value);

/** Args to vary: each value leads to something that no other leads to. Beside them others that they need. */
type Variants<Args, Value> = [values: Given<Value | undefined>[], others?: Given<Partial<Args>>];

/** What the tests of all components need to know of one. Whatever is secret in it has `hush` in its text. */
export interface Sample<Args> {
  /** Args that it cannot be without. */
  needed?: Partial<Args>;
  args: { [Name in Exclude<keyof Args, keyof CommonArgs>]-?: Variants<Args, Args[Name]> };
  /** Args with which it makes all that takes a connection or `adopt`, if it does not always. */
  everything?: Partial<Args>;
  /** Args of which nothing but a refusal can be seen: their last value is refused. */
  refused?: string[];
  /** What waits for what, beyond that which its inputs refer to: names of children without the component's. */
  waits: Record<string, string[]>;
  config?: Record<string, string>;
  /** What a cloud adds to what the program gave. */
  outputs?: (declared: Declared) => Record<string, unknown>;
  /** What a cloud answers to look-ups, by their names. */
  answers?: () => Record<string, Record<string, unknown>>;
  /** Starts what it talks to, and returns what ends that. */
  start?: () => Promise<() => unknown>;
}

export const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
