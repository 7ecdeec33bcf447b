import { MissingStoreError, type OpenStore, type StoreLocation } from "../code/object-store.js";
import { openStore } from "../code/store-registry.js";
import type { ConfigReader } from "../config.js";
import type { GuardedStore } from "./store-guard.js";

/** Opens a store with what the stack's config and the environment say of credentials. */
export type OpenGuarded = (
  location: StoreLocation,
  config: ConfigReader,
  credentials: Record<string, string> | undefined,
) => Promise<GuardedStore>;

/** Kinds of store, each loaded when it is used. */
const guarded = {
  s3Bucket: () => ofObjects("bucket", openStore("s3")),
  gcsBucket: () => ofObjects("bucket", openStore("gcs")),
  azureContainer: () => ofObjects("container", openStore("azure")),
  azureAccount: () =>
    (require("../azure/guarded-account.js") as typeof import("../azure/guarded-account.js")).openGuardedAccount,
  ecr: () =>
    (require("../aws/guarded-repository.js") as typeof import("../aws/guarded-repository.js")).openGuardedRepository,
  acr: () =>
    (require("../azure/guarded-registry.js") as typeof import("../azure/guarded-registry.js")).openGuardedRegistry,
  artifactRegistry: () =>
    (require("../gcp/guarded-repository.js") as typeof import("../gcp/guarded-repository.js")).openGuardedRepository,
} satisfies Record<string, () => OpenGuarded>;

/** Name of a kind of store. Part of users' state. */
export type GuardedKind = keyof typeof guarded;

export const openGuarded =
  (kind: GuardedKind): OpenGuarded =>
  (...args) =>
    guarded[kind]()(...args);

const ofObjects =
  (noun: string, open: OpenStore): OpenGuarded =>
  async (...args) => {
    const store = await open(...args);
    return {
      address: `${noun} ${store.address}`,
      noun: "object",
      async *contents() {
        try {
          for await (const { key } of store.list("")) yield key;
        } catch (error) {
          if (!(error instanceof MissingStoreError)) throw error;
        }
      },
    };
  };
