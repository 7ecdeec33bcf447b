import type { dynamic } from "@pulumi/pulumi";
import { S3AccessCheck } from "./aws/s3-access-check.js";
import { AzureAccessCheck } from "./azure/azure-access-check.js";
import { ContainerSas } from "./azure/container-sas.js";
import { StoreGuard } from "./cloud/store-guard.js";
import { UniqueName } from "./cloud/unique-name.js";
import { GcsAccessCheck } from "./gcp/gcs-access-check.js";
import * as resources from "./index.js";
import "./stores.js";
import type { Definition } from "./engine/definition.js";
import { DynamicProvider } from "./provider/dynamic.js";

/** Every kind that a stack may hold, by the name in its type. */
export const definitions: ReadonlyMap<string, Definition> = new Map(
  Object.values({ ...resources, AzureAccessCheck, ContainerSas, GcsAccessCheck, S3AccessCheck, StoreGuard, UniqueName })
    .map((exported) => (exported as { definition?: Definition }).definition)
    .filter((definition) => definition !== undefined)
    .map((definition) => [definition.kind, definition]),
);

/** The same by every name that a stack may have for it: a resource keeps the text that it was made with until it changes. */
const byEveryName = new Map(
  [...definitions.values()].flatMap((definition) =>
    [definition.kind, ...(definition.formerKinds ?? [])].map((name) => [name, definition] as const),
  ),
);

/**
 * The provider of one kind of resource. Pulumi calls it through the text that it stored with each resource.
 *
 * @throws when the installed version does not know the kind
 */
export function provider(kind: string): dynamic.ResourceProvider {
  const definition = byEveryName.get(kind);
  if (!definition) {
    const { version } = require("../package.json") as { version: string };
    throw new Error(
      `pulumi-syntask ${version} has no resource ${kind}; install the version that this stack was made with`,
    );
  }
  return new DynamicProvider(definition);
}
