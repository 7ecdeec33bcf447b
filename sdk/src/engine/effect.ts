import type { Client } from "../api/client.js";
import { defineFields, type Kind } from "./define-fields.js";
import type { Definition, OperationContext } from "./definition.js";
import type { Fields, InputsOf } from "./field.js";

interface EffectContext<Inputs> extends OperationContext {
  /** Inputs of the last time, if there was one. */
  olds?: Partial<Inputs>;
}

interface Effect<F extends Fields, Remote>
  extends Pick<
    Kind<F, object, Remote>,
    "kind" | "formerKinds" | "noun" | "label" | "check" | "connect" | "stackSettings" | "replaceBecause"
  > {
  idOf(remote: Remote, inputs: InputsOf<F>): string;
  apply(remote: Remote, inputs: InputsOf<F>, context: EffectContext<InputsOf<F>>): Promise<void>;
}

/** A kind that is no object anywhere: making or changing it does something, such as trying a right, and that is all. */
export function defineEffect<F extends Fields, Remote = Client>(
  fields: F,
  { idOf, apply, ...kind }: Effect<F, Remote>,
): Definition<InputsOf<F>, object, Remote> {
  return defineFields<F, object, Remote>(fields, {
    ...kind,
    isEffect: true,

    async find() {
      return undefined;
    },

    async create(remote, inputs, context) {
      await apply(remote, inputs, context);
      return { id: idOf(remote, inputs), state: {} };
    },

    async read(_, id) {
      return { id, inputs: {}, state: {} };
    },

    async update(remote, _, inputs, olds, { say }) {
      await apply(remote, inputs, { olds, say });
      return {};
    },

    async delete() {},
  });
}
