import type { Client } from "../api/client.js";
import { type Definition, define, type OperationContext, type ProviderInputs } from "./definition.js";

type Described =
  | "kind"
  | "formerKinds"
  | "noun"
  | "label"
  | "properties"
  | "secrets"
  | "secretFields"
  | "defaults"
  | "check"
  | "connect";

interface EffectContext<Inputs> extends OperationContext {
  /** Inputs of the last time, if there was one. */
  olds?: Partial<Inputs>;
}

interface Effect<Inputs extends ProviderInputs, Remote>
  extends Pick<Definition<Inputs, object, Remote>, Described>,
    Partial<Pick<Definition<Inputs, object, Remote>, "replaceOnChanges">> {
  idOf(remote: Remote, inputs: Inputs): string;
  apply(remote: Remote, inputs: Inputs, context: EffectContext<Inputs>): Promise<void>;
}

/** A kind that is no object anywhere: making or changing it does something, such as trying a right, and that is all. */
export function defineEffect<Inputs extends ProviderInputs, Remote = Client>({
  idOf,
  apply,
  ...described
}: Effect<Inputs, Remote>): Definition<Inputs, object, Remote> {
  return define<Inputs, object, Remote>({
    replaceOnChanges: [],
    naturalKey: [],
    ...described,
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
