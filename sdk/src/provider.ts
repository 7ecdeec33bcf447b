import type { dynamic } from "@pulumi/pulumi";
import { S3Folder } from "./aws/s3-folder.js";
import { AzureFolder } from "./azure/azure-folder.js";
import { AzureSignature } from "./azure/azure-signature.js";
import { StoreGuard } from "./cloud/store-guard.js";
import { UniqueName } from "./cloud/unique-name.js";
import { GcsFolder } from "./gcp/gcs-folder.js";
import * as resources from "./index.js";
import "./stores.js";
import type { Definition } from "./provider/definition.js";
import { DynamicProvider } from "./provider/dynamic.js";

/** Every kind that a stack may hold, by the name in its type. */
export const definitions: ReadonlyMap<string, Definition> = new Map(
  Object.values({ ...resources, AzureFolder, AzureSignature, GcsFolder, S3Folder, StoreGuard, UniqueName })
    .map((exported) => (exported as { definition?: Definition }).definition)
    .filter((definition) => definition !== undefined)
    .map((definition) => [definition.kind, definition]),
);

/**
 * The provider of one kind of resource. Pulumi calls it through the text that it stored with each resource.
 *
 * @throws when the installed version does not know the kind
 */
export function provider(kind: string): dynamic.ResourceProvider {
  const definition = definitions.get(kind);
  if (!definition) {
    const { version } = require("../package.json") as { version: string };
    throw new Error(
      `pulumi-syntask ${version} has no resource ${kind}: install the version that this stack was made with`,
    );
  }
  return new DynamicProvider(definition);
}
