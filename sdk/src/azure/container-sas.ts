import type * as pulumi from "@pulumi/pulumi";
import { define, type ProviderInputs } from "../engine/definition.js";
import { SyntaskResource } from "../provider/resource.js";
import { type AzurePermissions, signedConnectionString } from "./container-signature.js";

/** @internal */
export interface ContainerSasArgs {
  account: pulumi.Input<string>;
  container: pulumi.Input<string>;
  /** URL of the account's blobs. */
  endpoint: pulumi.Input<string>;
  /** Secret. */
  accountKey: pulumi.Input<string>;
  permissions: AzurePermissions;
  /** Days until it expires. It is made anew in the last third of them. */
  validDays: number;
  /** A change makes a new one. */
  rotation?: string;
}

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
    super(ContainerSas.definition, name, { ...args }, { ...opts, additionalSecretOutputs: ["connectionString"] });
  }

  /** @internal */
  static override readonly definition = define<ContainerSasInputs, ContainerSasState, undefined>({
    kind: "ContainerSas",
    formerKinds: ["AzureSignature"],
    noun: "shared access signature",
    label: ({ account, container }) => `${account ?? "…"}/${container ?? "…"}`,
    // The program leaves `expiresOn` out: it is what became of `validDays`.
    properties: ["account", "container", "endpoint", "accountKey", "permissions", "validDays", "rotation", "expiresOn"],
    outputs: ["connectionString", "expiresOn"],
    replaceOnChanges: [],
    naturalKey: ["validDays"],
    isEffect: true,
    secrets: ["accountKey"],
    defaults: { rotation: null },

    connect: async () => undefined,

    replaceBecause: ({ expiresOn }, { validDays }) =>
      expiresOn !== undefined && validDays !== undefined && isNearlyOver(expiresOn, validDays)
        ? [{ property: "validDays", reason: `are over, or nearly: it expires on ${expiresOn}` }]
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

interface ContainerSasInputs extends ProviderInputs {
  account: string;
  container: string;
  endpoint: string;
  accountKey: string;
  permissions: AzurePermissions;
  validDays: number;
  rotation?: string;
  expiresOn?: string;
}

interface ContainerSasState {
  connectionString: string;
  expiresOn: string;
}

const day = 24 * 60 * 60 * 1000;

function sign({ accountKey, permissions, validDays, ...place }: ContainerSasInputs): ContainerSasState {
  // Azure takes no fractions of a second.
  const expiresOn = new Date(Math.floor((Date.now() + validDays * day) / 1000) * 1000);
  return {
    connectionString: signedConnectionString(place, accountKey, permissions, expiresOn),
    expiresOn: expiresOn.toISOString(),
  };
}

const isNearlyOver = (expiresOn: string, validDays: number): boolean =>
  Date.parse(expiresOn) - Date.now() < (validDays * day) / 3;
