import type { OpenStore } from "./object-store.js";

/** Name of a kind of store. Part of users' state. */
export type StoreKind = "s3" | "gcs" | "azure";

const stores = new Map<StoreKind, () => OpenStore>();

/** @param load called when the store is used: a program needs the packages of its own cloud only */
export function registerStore(kind: StoreKind, load: () => OpenStore): void {
  stores.set(kind, load);
}

export const openStore =
  (kind: StoreKind): OpenStore =>
  (...args) => {
    const load = stores.get(kind);
    if (!load) throw new Error(`there is no store "${kind}"; write ${[...stores.keys()].join(" or ")}`);
    return load()(...args);
  };
