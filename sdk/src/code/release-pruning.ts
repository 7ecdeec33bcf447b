import * as pulumi from "@pulumi/pulumi";
import { defineEffect } from "../engine/effect.js";
import { anyOf, text } from "../engine/field.js";
import { SyntaskResource } from "../provider/resource.js";
import type { FlowCode } from "./flow-code.js";
import type { ObjectStore } from "./object-store.js";
import { leaveReleases } from "./release-use.js";
import { openStoreOf, stackSettingsOfStore, storeAccess, storeLocation } from "./store-fields.js";
import type { StoreKind } from "./store-registry.js";

/** The args of {@link ReleasePruning}. */
export interface ReleasePruningArgs {
  /** An upload with `releases`; its `keep` says how many of them stay. */
  code: FlowCode;
}

const fields = {
  store: anyOf<StoreKind>()({ required: true, replaceOnChanges: true }),
  location: storeLocation({ required: true, replaceOnChanges: true }),
  ...storeAccess,
  folder: text({ required: true, replaceOnChanges: true }),
  /** Digests of the releases to delete. */
  outdated: anyOf<string[]>()({ required: true }),
  /** Who the upload is in the store. */
  user: text({ default: null }),
};

/**
 * Deletes the releases of an upload that are too old, except those that another stack uses. Let it depend on what says
 * which release is used, so that nothing is deleted before the switch.
 *
 * @example
 * ```ts
 * const code = new syntask.FlowCode("flows", { store: "s3", location: { bucket: "flows" }, source: "./flows", releases: true });
 * const release = new syntask.Variable("flows_release", { value: code.digest });
 * new syntask.ReleasePruning("flows-releases", { code }, { dependsOn: release });
 * ```
 */
export class ReleasePruning extends SyntaskResource {
  constructor(name: string, { code }: ReleasePruningArgs, opts?: pulumi.CustomResourceOptions) {
    const { store, location, credentials, provider, folder, keep, releases, user } = code;
    const outdated = pulumi.all([releases, keep]).apply(([all = [], most]) => all.slice(most));
    super(ReleasePruning.definition, name, { store, location, credentials, provider, folder, outdated, user }, opts);
  }

  /** @internal */
  static override readonly definition = defineEffect<typeof fields, ObjectStore>(fields, {
    kind: "ReleasePruning",
    formerKinds: ["CodeReleases"],
    noun: "releases",
    label: ({ folder }) => folder ?? "",

    connect: openStoreOf,
    stackSettings: stackSettingsOfStore,

    idOf: (store, { folder }) => `${store.address}/${folder}`,
    apply: (store, { folder, outdated, user }, { say }) =>
      leaveReleases(store, { folder, releases: outdated, user }, say),
  });
}
