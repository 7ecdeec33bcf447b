import type { OpenGuarded } from "../cloud/guarded-stores.js";
import type { ConfigReader } from "../config.js";
import { accountClient, type BlobCredentials, type ContainerLocation } from "./blob-client.js";
import { openBlobObjectStore } from "./blob-object-store.js";
import { askManager } from "./resource-manager.js";

interface OwnAccount extends ContainerLocation {
  /** Id of the account in Azure's resource manager. */
  accountId: string;
}

/** @param location `{ account, container, accountId }`, and `endpoint` when it is not Azure's; the container is our own */
export const openGuardedAccount: OpenGuarded = async (location, config, credentials) => {
  const { accountId, ...place } = location as unknown as OwnAccount;
  const store = await openBlobObjectStore({ ...place }, config, credentials);
  return {
    address: `storage account ${place.account}`,
    noun: "object",
    async *contents() {
      const containers = await containersOf({ ...place, accountId }, config, credentials);
      for (const container of containers) if (container !== place.container) yield `${container}/`;
      if (!containers.includes(place.container)) return;
      for await (const { key } of store.list("")) yield `${place.container}/${key}`;
    },
  };
};

/** With a key, if it is still good, and else from the resource manager: a role on our container shows no others. */
async function containersOf(own: OwnAccount, config: ConfigReader, credentials: BlobCredentials = {}) {
  const { accountKey } = credentials;
  const names = accountKey && (await namesWithKey(own, config, { accountKey }).catch(() => undefined));
  return names || namesFromManager(own, config);
}

async function namesWithKey(own: OwnAccount, config: ConfigReader, credentials: BlobCredentials): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of accountClient(own, config, credentials).listContainers()) names.push(name);
  return names;
}

/** None, when there is no account any more. */
async function namesFromManager({ accountId }: OwnAccount, config: ConfigReader): Promise<string[]> {
  const names: string[] = [];
  let path: string | undefined = `${accountId}/blobServices/default/containers`;
  while (path) {
    const page: { value: { name: string }[]; nextLink?: string } | undefined = await askManager(config, "GET", path);
    names.push(...(page?.value ?? []).map(({ name }) => name));
    path = page?.nextLink;
  }
  return names;
}
