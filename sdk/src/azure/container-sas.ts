import type * as pulumi from "@pulumi/pulumi";
import { defineFields } from "../engine/define-fields.js";
import { anyOf, type InputsOf, number, text } from "../engine/field.js";
import type { InnerArgsOf } from "../provider/define-resource.js";
import { SyntaskResource } from "../provider/resource.js";
import { type SignedPermissions, signedConnectionString } from "./container-signature.js";

const fields = {
  account: text({ required: true }),
  container: text({ required: true }),
  /** URL of the account's blobs. */
  endpoint: text({ required: true }),
  accountKey: text({ required: true, secret: true }),
  permissions: anyOf<SignedPermissions>()({ required: true }),
  /** Days until it expires. It is made anew in the last third of them. */
  validDays: number({ required: true, naturalKey: true }),
  /** A change makes a new one. */
  rotation: text({ default: null }),
  /** What became of `validDays`: no program gives it. */
  expiresOn: text(),
};
type Inputs = InputsOf<typeof fields>;

/** @internal */
export type ContainerSasArgs = InnerArgsOf<Omit<typeof fields, "expiresOn">>;

/**
 * A shared access signature of a container. When it was made is in the state, so that it stays the same from run to run.
 *
 * @internal
 */
export class ContainerSas extends SyntaskResource {
  /** Secret. */
  declare readonly connectionString: pulumi.Output<string>;
  /** Time in ISO 8601. */
  declare readonly expiresOn: pulumi.Output<string>;

  constructor(name: string, args: ContainerSasArgs, opts?: pulumi.CustomResourceOptions) {
    super(ContainerSas.definition, name, { ...args }, opts);
  }

  /** @internal */
  static override readonly definition = defineFields<typeof fields, ContainerSasState, undefined>(fields, {
    kind: "ContainerSas",
    formerKinds: ["AzureSignature"],
    noun: "shared access signature",
    label: ({ account, container }) => `${account ?? "…"}/${container ?? "…"}`,
    outputs: ["connectionString", "expiresOn"],
    secretOutputs: ["connectionString"],
    isEffect: true,

    connect: async () => undefined,

    replaceBecause: ({ expiresOn }, { validDays }) =>
      expiresOn !== undefined && validDays !== undefined && isNearlyOver(expiresOn, validDays)
        ? [{ property: "validDays", reason: `are nearly over, or past: it expires on ${expiresOn}` }]
        : [],

    async find() {
      return undefined;
    },

    async create(_, inputs) {
      return { id: `${inputs.account}/${inputs.container}`, state: sign(inputs) };
    },

    async read(_, id, { connectionString, expiresOn }) {
      return { id, inputs: {}, state: { connectionString, expiresOn } };
    },

    async update(_, __, inputs) {
      return sign(inputs);
    },

    /** Azure forgets no signature before it expires, unless the account key is renewed. */
    async delete() {},
  });
}

interface ContainerSasState {
  connectionString: string;
  expiresOn: string;
}

const day = 24 * 60 * 60 * 1000;

function sign({ accountKey, permissions, validDays, ...place }: Inputs): ContainerSasState {
  // Azure takes no fractions of a second.
  const expiresOn = new Date(Math.floor((Date.now() + validDays * day) / 1000) * 1000);
  return {
    connectionString: signedConnectionString(place, accountKey, permissions, expiresOn),
    expiresOn: expiresOn.toISOString(),
  };
}

const isNearlyOver = (expiresOn: string, validDays: number): boolean =>
  Date.parse(expiresOn) - Date.now() < (validDays * day) / 3;
