import type { Client } from "../api/client.js";
import { type Definition, define } from "./definition.js";
import type { Fields, InputsOf } from "./field.js";
import { describe } from "./field-table.js";

type Described =
  | "properties"
  | "replaceOnChanges"
  | "naturalKey"
  | "secrets"
  | "secretFields"
  | "nullable"
  | "keptUnlessDeclared"
  | "defaults";

/** A kind whose inputs are the fields of a table: what the table does not say. */
export interface Kind<F extends Fields, State extends object, Remote = Client>
  extends Omit<Definition<InputsOf<F>, State, Remote>, Described | "canonical" | "writtenLike" | "check" | "label"> {
  fields: F;
  /** @default its name */
  label?: Definition<InputsOf<F>, State, Remote>["label"];
  /** What is wrong beside what the fields check one by one. */
  check?: Definition<InputsOf<F>, State, Remote>["check"];
}

/** Names of all kinds that are defined. */
export const knownKinds: string[] = [];

/** A definition whose inputs are the fields of a table. */
export function defineFields<F extends Fields, State extends object, Remote = Client>(
  fields: F,
  kind: Omit<Kind<F, State, Remote>, "fields">,
): Definition<InputsOf<F>, State, Remote> {
  const { check, needs, replaceBecause, ...described } = describe(fields);
  knownKinds.push(kind.kind);
  return define<any, State, Remote>({
    label: ({ name }) => name ?? "",
    fields,
    ...described,
    ...kind,
    async check(inputs, failures, context) {
      check(inputs, failures, context);
      await kind.check?.(inputs, failures, context);
    },
    needs: (inputs) => [...needs(inputs), ...(kind.needs?.(inputs) ?? [])],
    replaceBecause: (olds, news) => [...replaceBecause(olds, news), ...(kind.replaceBecause?.(olds, news) ?? [])],
  });
}
