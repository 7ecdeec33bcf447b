import { loadOptional } from "../checks/optional-package.js";
import { gcsPackage } from "../cloud/store-packages.js";

/** What a token is for: everything that the account may do. */
export const googleScopes = ["https://www.googleapis.com/auth/cloud-platform"];

/** @throws when `@google-cloud/storage` is not installed */
export const loadStorage = (): typeof import("@google-cloud/storage") =>
  loadOptional(gcsPackage, () => require("@google-cloud/storage"));

/** The storage library's own copy of Google's authentication, which need not be installed beside it. */
export function loadAuth(): typeof import("google-auth-library") {
  loadStorage();
  const path = require.resolve("google-auth-library", { paths: [require.resolve("@google-cloud/storage")] });
  return require(path);
}
