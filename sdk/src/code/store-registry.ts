import type { OpenStore } from "./object-store.js";

/** Kinds of store, each loaded when it is used: a program needs the packages of its own cloud only. */
const stores = {
  s3: () => (require("../aws/s3-object-store.js") as typeof import("../aws/s3-object-store.js")).openS3ObjectStore,
  gcs: () => (require("../gcp/gcs-object-store.js") as typeof import("../gcp/gcs-object-store.js")).openGcsObjectStore,
  azure: () =>
    (require("../azure/blob-object-store.js") as typeof import("../azure/blob-object-store.js")).openBlobObjectStore,
} satisfies Record<string, () => OpenStore>;

/** Name of a kind of store. */
export type StoreKind = keyof typeof stores;

export const openStore =
  (kind: StoreKind): OpenStore =>
  (...args) =>
    stores[kind]()(...args);
