import type { Json } from "../engine/definition.js";

/** A value that is not written as plain data in a program. */
export abstract class Expression {
  /** @param value what the input is once the program has run */
  constructor(readonly value: Json) {}

  /** @param nameOf how the program calls the object with an id; none where it does not have it by then */
  abstract write(nameOf: (id: string) => string | undefined): string;
}

/** Another object; its own words where the program does not have it before. */
export class Reference extends Expression {
  /**
   * @param id of the other object
   * @param value what the server has in its place
   */
  constructor(
    readonly id: string,
    value: Json,
  ) {
    super(value);
  }

  write(nameOf: (id: string) => string | undefined): string {
    return nameOf(this.id) ?? JSON.stringify(this.value);
  }
}

/** A secret that the program takes from the stack's config. */
export class ConfiguredSecret extends Expression {
  constructor(
    readonly key: string,
    value: Json,
  ) {
    super(value);
  }

  write(): string {
    const call = typeof this.value === "string" ? "requireSecret" : "requireSecretObject";
    return `config.${call}(${JSON.stringify(this.key)})`;
  }
}

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
  /** Inputs that are the resource's name where the program does not give them. @default `name` */
  namedBy?: readonly string[];
  inputs: Record<string, Value>;
  /** Inputs that the class has other names for in its args, by those. */
  renamed?: Readonly<Record<string, string>>;
  /** What the resource has beside its inputs. */
  state?: object;
}

/** Every other object that an object refers to. */
export function referencesIn(value: Value): string[] {
  if (value instanceof Reference) return [value.id];
  if (value instanceof Expression || typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(referencesIn);
}
