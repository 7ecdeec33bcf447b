import { loadBlobs } from "./blob-client.js";
import { type ConnectionPlace, sasConnectionString } from "./connection-string.js";

/** What a worker may do with its container. */
export type AzurePermissions = "read" | "readWrite";

/** The same, and what whoever sends and runs bundles may do: get and put them, by their names. */
export type SignedPermissions = AzurePermissions | "bundles";

/** Letters of Azure, in its order. */
const letters: Record<SignedPermissions, string> = { read: "rl", readWrite: "rcwdl", bundles: "rcw" };

/**
 * A connection string around a shared access signature that opens one container. It is signed here and not by Azure, so
 * that nothing is asked in a preview and nothing but the inputs decides what it is.
 */
export function signedConnectionString(
  { account, container, endpoint }: ConnectionPlace & { container: string },
  accountKey: string,
  permissions: SignedPermissions,
  expiresOn: Date,
): string {
  const { ContainerSASPermissions, SASProtocol, StorageSharedKeyCredential, generateBlobSASQueryParameters } =
    loadBlobs();
  const token = generateBlobSASQueryParameters(
    {
      containerName: container,
      permissions: ContainerSASPermissions.parse(letters[permissions]),
      expiresOn,
      protocol: endpoint.startsWith("https:") ? SASProtocol.Https : SASProtocol.HttpsAndHttp,
    },
    new StorageSharedKeyCredential(account, accountKey),
  );
  return sasConnectionString({ endpoint }, token.toString());
}
