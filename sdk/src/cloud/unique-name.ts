import { randomBytes } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { defineFields } from "../engine/define-fields.js";
import { text } from "../engine/field.js";
import type { InnerArgsOf } from "../provider/define-resource.js";
import { SyntaskResource } from "../provider/resource.js";

const fields = {
  /** Of no weight once the name is made. */
  prefix: text({ required: true, canonical: () => "" }),
};

/** @internal */
export type UniqueNameArgs = InnerArgsOf<typeof fields>;

/**
 * A name that nothing had before, for what a cloud keeps the name of long after it is deleted. It is in the state, so that
 * it stays the same from run to run, whatever becomes of its prefix.
 *
 * @internal
 */
export class UniqueName extends SyntaskResource {
  /** The prefix, an underscore, and eight hexadecimal digits. */
  declare readonly value: pulumi.Output<string>;

  constructor(name: string, args: UniqueNameArgs, opts?: pulumi.CustomResourceOptions) {
    super(UniqueName.definition, name, { ...args }, opts);
  }

  /** @internal */
  static override readonly definition = defineFields<typeof fields, UniqueNameState, undefined>(fields, {
    kind: "UniqueName",
    noun: "unique name",
    label: ({ prefix }) => prefix ?? "",
    outputs: ["value"],

    connect: async () => undefined,

    async find() {
      return undefined;
    },

    async create(_, { prefix }) {
      const value = `${prefix}_${randomBytes(4).toString("hex")}`;
      return { id: value, state: { value } };
    },

    async read(_, id, { value }) {
      return { id, inputs: {}, state: { value } };
    },

    async update(_, __, ___, { value }) {
      return { value };
    },

    async delete() {},
  });
}

interface UniqueNameState {
  value: string;
}
