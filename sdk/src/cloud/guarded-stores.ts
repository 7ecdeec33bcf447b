import type { Cloud } from "../code/cloud-settings.js";
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

/** Name of a kind of store. Part of users' state. */
export type GuardedKind =
  | "s3Bucket"
  | "gcsBucket"
  | "azureContainer"
  | "azureAccount"
  | "ecr"
  | "acr"
  | "artifactRegistry";

/** The cloud of each kind. */
export const cloudOfGuarded: Record<GuardedKind, Cloud> = {
  s3Bucket: "aws",
  ecr: "aws",
  gcsBucket: "gcp",
  artifactRegistry: "gcp",
  azureContainer: "azure-native",
  azureAccount: "azure-native",
  acr: "azure-native",
};

const guarded = new Map<GuardedKind, () => OpenGuarded>([
  ["s3Bucket", () => ofObjects("bucket", openStore("s3"))],
  ["gcsBucket", () => ofObjects("bucket", openStore("gcs"))],
  ["azureContainer", () => ofObjects("container", openStore("azure"))],
]);

/** @param load called when the store is used: a program needs the packages of its own cloud only */
export function registerGuarded(kind: GuardedKind, load: () => OpenGuarded): void {
  guarded.set(kind, load);
}

export const openGuarded =
  (kind: GuardedKind): OpenGuarded =>
  (...args) =>
    guarded.get(kind)!()(...args);

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
