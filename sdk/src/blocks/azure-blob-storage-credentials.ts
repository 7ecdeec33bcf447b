import { text } from "../engine/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Connection string with an account key or a SAS; secret. Instead of `accountUrl`. @default none */
  connectionString: text({ secret: true }),
  /** URL of the account, `https://<account>.blob.core.windows.net`, for workers with a managed identity. @default none */
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
 * Azure Blob Storage credentials: a connection string, or the account's URL for workers with a managed identity.
 */
export class AzureBlobStorageCredentials extends Base {}
