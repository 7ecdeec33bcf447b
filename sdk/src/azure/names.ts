import { slugOf } from "../checks/names.js";
import { bundlesName } from "../cloud/bundles.js";

/**
 * What Azure refuses in the name of a storage account, in a sentence that says what to write instead.
 * Source: https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name
 *
 * @returns undefined when the name is fine
 */
export function faultOfAccountName(name: string): string | undefined {
  const host = /^https?:\/\/([^./]+)/.exec(name)?.[1];
  if (host) return `"${name}" is a URL; write the account's name alone, "${host}"`;
  if (/^[a-z0-9]{3,24}$/.test(name)) return undefined;
  return `"${name}" is no name of a storage account: Azure takes 3 to 24 lowercase letters and digits`;
}

/**
 * What Azure refuses in the name of a container.
 * Source: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
 *
 * @returns undefined when the name is fine
 */
export function faultOfContainerName(name: string): string | undefined {
  const path = /^https?:\/\/[^/]+\/(.+)$/.exec(name)?.[1];
  if (path) return `"${name}" is a URL; write the container's name alone, "${path.split("/")[0]}"`;
  if (name.includes("/")) {
    return `"${name}" has a folder in it; write "${name.split("/")[0]}" and give the folder as \`folder\``;
  }
  if (/^[a-z0-9](?:-?[a-z0-9])+$/.test(name) && name.length >= 3 && name.length <= 63) return undefined;
  return `"${name}" is no name of a container: Azure takes 3 to 63 lowercase letters, digits and single dashes between them`;
}

const longestName = 63;

/** Name of the new container of a component. */
export const containerNameOf = (component: string): string => cut(slugOf(component), longestName);

/** Name of the container of a storage's bundles, another one than the storage's however long that is. */
export const bundlesContainerOf = (storage: string): string =>
  bundlesName(cut(slugOf(storage), longestName - bundlesName("").length));

const cut = (slug: string, longest: number): string => slug.slice(0, longest).replace(/-$/, "");
