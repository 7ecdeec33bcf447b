import type { OptionalPackage } from "../checks/optional-package.js";

/** What each cloud's object store is used with. */
export const s3Package: OptionalPackage = { name: "@aws-sdk/client-s3", user: "S3" };
export const gcsPackage: OptionalPackage = { name: "@google-cloud/storage", user: "Google Cloud Storage" };
export const blobPackage: OptionalPackage = { name: "@azure/storage-blob", user: "Azure" };
