import { text } from "../provider/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Account key or SAS in the form of a connection string; secret. Instead of `accountUrl`. @default none */
  connectionString: text({ secret: true }),
  /** `https://<account>.blob.core.windows.net`, for a worker with an identity of its own. @default none */
  accountUrl: text(),
};

/** The args of {@link AzureBlobStorageCredentials}. */
export type AzureBlobStorageCredentialsArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "AzureBlobStorageCredentials",
  noun: "Azure Blob Storage credentials block",
  slug: "azure-blob-storage-credentials",
  fields,
  // A worker wants one of them. Source: `docs/server-rules.md`, "Credentials in pull steps".
  check({ connectionString, accountUrl }, failures, { isUnknown }) {
    const given = [connectionString, accountUrl].filter((value) => value !== undefined).length;
    if (given === 0 && !isUnknown("connectionString") && !isUnknown("accountUrl")) {
      failures.add(
        "connectionString",
        "is missing; write `connectionString`, or `accountUrl` for workers with an identity",
      );
    }
  },
});

/**
 * Credentials of a storage account: a connection string, or its URL for workers that have an identity.
 */
export class AzureBlobStorageCredentials extends Base {}
