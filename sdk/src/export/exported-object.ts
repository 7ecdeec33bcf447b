import type { Json } from "../provider/definition.js";

/** A value in a program that is not plain data. */
export class Expression {
  /** @param write the text, once it is known how the others are called */
  constructor(readonly write: (nameOf: (id: string) => string | undefined) => string) {}
}

/** The object with an id, by its name in the program; its own words where the program does not have it. */
export const referenceTo = (id: string, otherwise: string): Expression =>
  new Expression((nameOf) => nameOf(id) ?? JSON.stringify(otherwise));

/** What an input is in a program. */
export type Value = Json | undefined | Expression | Value[] | { [key: string]: Value };

/** An object of a server that becomes a resource of a program. */
export interface ExportedObject {
  /** Id on the server. */
  id: string;
  /** Class of the resource. */
  kind: string;
  /** Name of the resource. */
  name: string;
  inputs: Record<string, Value>;
}
