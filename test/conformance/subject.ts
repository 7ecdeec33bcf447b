import type { Need } from "../../sdk/src/api/server-version";

type Properties = Record<string, any>;

/** One kind in the conformance suite: what the rules need to know of it. */
export interface Subject {
  kind: string;
  /** Servers that have such objects. @default all */
  needs?: Need;
  /** Makes what the object needs beside it, and returns inputs that no other test uses, every clearable input among them. */
  inputs(): Promise<Properties>;
  /** An input and another value for it, or a function that makes one, that is changed in place. */
  changes: Properties;
  /** Inputs that an update can clear by leaving them out. */
  clearable: string[];
  /** An input and a function that gives another value, which replaces the object. */
  replacement?: [property: string, value: (inputs: Properties) => Promise<any> | any];
  /** Whether the old object goes before the new one comes, as both would have another name of theirs in common. */
  deletesFirst?: boolean;
  /** An input that no update changes and that is not part of the name, and another value for it. */
  unchangeable?: [property: string, value: any];
  /** What somebody does to the object behind our back, and the input by which it is seen. */
  drift?: { property: string; make(id: string, inputs: Properties): Promise<unknown> };
  /** Deletes the object behind our back. */
  remove(id: string, inputs: Properties): Promise<unknown>;
  /** Makes an object of the same natural key that differs from the inputs, as another person would. */
  occupy?(inputs: Properties): Promise<unknown>;
  /** Inputs that the server does not have as the program says them. */
  notOfServer?: string[];
  /**
   * Whether a server has one alone, and does not tell when it was made: no run that was killed is known to have left it. Its
   * tests stand by themselves in `test/since`, as no two may be made at once.
   */
  isOnlyOne?: boolean;
  /** Inputs whose value is secret. */
  secrets?: string[];
}
