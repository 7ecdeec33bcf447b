import { faultOfMissing, type OptionalPackage } from "../checks/optional-package.js";
import type { OpenStore } from "./object-store.js";

/** Name of a kind of store. Part of users' state. */
export type StoreKind = "s3" | "gcs" | "azure";

/** A store as it is registered. */
interface Store {
  load: () => OpenStore;
  /** The cloud's package that it is used with. */
  needs: OptionalPackage;
}

const stores = new Map<StoreKind, Store>();

/** @param store its `load` is called when it is used: a program needs the packages of its own cloud only */
export function registerStore(kind: StoreKind, store: Store): void {
  stores.set(kind, store);
}

export const openStore =
  (kind: StoreKind): OpenStore =>
  (...args) => {
    const store = stores.get(kind);
    if (!store) throw new Error(noStore(kind));
    return store.load()(...args);
  };

/** Why a store cannot be used, as far as it is seen without opening it. */
export function faultOfStore(kind: StoreKind): string | undefined {
  const store = stores.get(kind);
  return store ? faultOfMissing(store.needs) : noStore(kind);
}

const noStore = (kind: string): string => `there is no store "${kind}"; write ${[...stores.keys()].join(" or ")}`;
