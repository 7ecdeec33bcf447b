import type * as pulumi from "@pulumi/pulumi";
import type { ConfigReader } from "../config.js";
import type { OperationContext } from "../engine/definition.js";
import { anyOf, type InputsOf } from "../engine/field.js";
import { cloudOfStore, type ProviderSettings, stackSettingsOf, storeConfig } from "./cloud-settings.js";
import type { ObjectStore, StoreLocation } from "./object-store.js";
import { openStore, type StoreKind } from "./store-registry.js";

/** A field for where a store is, such as `{ bucket: "flows" }`. */
export const storeLocation = anyOf<StoreLocation, pulumi.Input<Record<string, pulumi.Input<string | boolean>>>>();

/** The fields for the rights with which a store is opened. */
export const storeAccess = {
  /** @default those of the cloud's provider, else of the stack's config, then what the cloud's SDK finds by itself */
  credentials: anyOf<Record<string, string>, pulumi.Input<Record<string, pulumi.Input<string>>>>()({
    default: null,
    secret: true,
  }),
  /** Settings of the cloud's provider that the program gave. */
  provider: anyOf<ProviderSettings>()({ default: null, secretFields: true }),
};

type PlaceOfCode = InputsOf<typeof storeAccess> & { store: StoreKind; location: StoreLocation };

/** What opening a store reads of the stack's config, where the program gave no provider. */
export function stackSettingsOfStore({ store, provider }: Record<string, unknown>): string[] {
  if (provider !== undefined) return [];
  const stores = Object.keys(cloudOfStore) as StoreKind[];
  // Which store it is may come later.
  return stores
    .filter((one) => one === store || typeof store !== "string")
    .flatMap((one) => stackSettingsOf(cloudOfStore[one]));
}

/** Opens the store that the fields name. */
export const openStoreOf = (
  config: ConfigReader,
  { store, location, credentials, provider }: PlaceOfCode,
  context: OperationContext,
): Promise<ObjectStore> => openStore(store)(location, storeConfig(config, provider), credentials, context);
