import type * as pulumi from "@pulumi/pulumi";
import { CloudSettings, stackSettingsOf, storeConfig } from "../code/cloud-settings.js";
import { storeAccess, storeLocation } from "../code/store-fields.js";
import { defineFields } from "../engine/define-fields.js";
import { anyOf, flag } from "../engine/field.js";
import type { InnerArgsOf } from "../provider/define-resource.js";
import { SyntaskResource } from "../provider/resource.js";
import { cloudOfGuarded, type GuardedKind, openGuarded } from "./guarded-stores.js";

/** What is in a store that is about to be deleted. */
export interface GuardedStore {
  /** The store in a sentence, such as `bucket gs://flows`. */
  readonly address: string;
  /** What it holds. */
  readonly noun: "object" | "image";
  /** Names of what is in it: `image:tag`, or `image@digest` of one without a tag. */
  contents(): AsyncIterable<string>;
}

/** What becomes of the keys of a store. */
export type StoreKeys = "used" | "allowed" | "refused";

const fields = {
  store: anyOf<GuardedKind, GuardedKind>()({ required: true, naturalKey: true, replaceOnChanges: true }),
  location: storeLocation({ required: true, naturalKey: true, replaceOnChanges: true }),
  ...storeAccess,
  /** Images of this stack, as `image:tag`. It pushed what has no tag any more, too. @default none: what is there is of others */
  own: anyOf<string[], pulumi.Input<pulumi.Input<string>[]>>()({ default: null }),
  /** Whether the store may go with what others put there. */
  forceDestroy: flag({ default: false }),
  /** What becomes of the store's keys: workers use them, nobody has to, or they are refused. @default it has none */
  keys: anyOf<StoreKeys>()({ default: null }),
};

/** @internal */
export type StoreGuardArgs = InnerArgsOf<Omit<typeof fields, "provider">>;

/**
 * Keeps a store that holds things of others: deleting the guard fails, and with it the deletion of the store, which waits
 * for that. It has to depend on the store, and what puts something there on the guard.
 *
 * @internal
 */
export class StoreGuard extends SyntaskResource {
  constructor(name: string, args: StoreGuardArgs, opts?: pulumi.CustomResourceOptions) {
    const { provider } = new CloudSettings(cloudOfGuarded[args.store], opts ?? {});
    super(StoreGuard.definition, name, { ...args, provider }, opts);
  }

  /** @internal */
  static override readonly definition = defineFields<typeof fields, StoreGuardState, GuardedStore>(fields, {
    kind: "StoreGuard",
    noun: "store guard",
    label: ({ location: { account, container, bucket, registry, repository } = {} }) =>
      [account, container, bucket, registry, repository].filter((part) => part !== undefined).join("/"),
    outputs: ["everOwn"],

    check({ keys }, failures, { olds }) {
      if (olds?.keys === "used" && keys === "refused") failures.add(undefined, lockout);
    },

    stackSettings: ({ store, provider }) =>
      provider === undefined ? stackSettingsOf(cloudOfGuarded[store as GuardedKind]) : [],
    connect: (config, { store, location, credentials, provider }) =>
      openGuarded(store)(location, storeConfig(config, provider), credentials),

    async find() {
      return undefined;
    },

    async create(_, { location, own = [] }) {
      return { id: Object.values(location).join("/"), state: { everOwn: own } };
    },

    async read(_, id, { everOwn }) {
      return { id, inputs: {}, state: { everOwn } };
    },

    async update(_, __, { own = [] }, { everOwn = [] }) {
      return { everOwn: [...new Set([...everOwn, ...own])] };
    },

    async delete(store, _, { forceDestroy, everOwn = [] }) {
      if (forceDestroy === true) return;
      const found = await foreignIn(store, everOwn).catch((error: Error) => {
        throw new Error(refusal(store, `nobody can tell whether it is empty (${error.message})`), { cause: error });
      });
      if (found.length > 0) throw new Error(refusal(store, listed(store, found)));
    },
  });
}

interface StoreGuardState {
  /** All images that this stack ever called its own. */
  everOwn: string[];
}

/** The account is changed first and grants come last, in the order in which they depend on each other. */
const lockout =
  '`access: "runtime"` would have the keys refused that workers use now, before anybody has the new roles; write ' +
  "`storageAccountArgs: { allowSharedKeyAccess: true }` beside it, run `pulumi up`, and leave that out in the next one";

const mostCounted = 1000;
const mostShown = 3;

async function foreignIn(store: GuardedStore, everOwn: readonly string[]): Promise<string[]> {
  const ownImages = everOwn.map((name) => name.split(":")[0]);
  const found: string[] = [];
  for await (const name of store.contents()) {
    const [image, digest] = name.split("@");
    if (digest === undefined ? everOwn.includes(name) : ownImages.includes(image)) continue;
    found.push(name);
    if (found.length === mostCounted) break;
  }
  return found;
}

function listed({ noun }: GuardedStore, found: readonly string[]): string {
  const count = `${found.length} ${noun}s${found.length === mostCounted ? " or more" : ""}`;
  const shown = found.slice(0, mostShown).join(", ") + (found.length > mostShown ? ", …" : "");
  return `it holds ${found.length === 1 ? `an ${noun}` : count} that this stack did not put there: ${shown}`;
}

const refusal = ({ address }: GuardedStore, reason: string): string =>
  `${address} stays, as ${reason}; empty it, or write \`forceDestroy: true\` and run \`pulumi up\` before it is deleted, or let go of it: run this again with \`--continue-on-error\`, so that all the rest goes, and then \`pulumi state delete --target-dependents\` with its URN, which \`pulumi stack --show-urns\` prints`;
