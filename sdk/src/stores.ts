import { registerGuarded } from "./cloud/guarded-stores.js";
import { blobPackage, gcsPackage, s3Package } from "./cloud/store-packages.js";
import { registerStore } from "./code/store-registry.js";

type S3 = typeof import("./aws/s3-object-store.js");
type Gcs = typeof import("./gcp/gcs-object-store.js");
type Azure = typeof import("./azure/blob-object-store.js");
type Ecr = typeof import("./aws/guarded-repository.js");
type Acr = typeof import("./azure/guarded-registry.js");
type ArtifactRegistry = typeof import("./gcp/guarded-repository.js");
type AzureAccount = typeof import("./azure/guarded-account.js");

registerStore("s3", {
  load: () => (require("./aws/s3-object-store.js") as S3).openS3ObjectStore,
  needs: s3Package,
});
registerStore("gcs", {
  load: () => (require("./gcp/gcs-object-store.js") as Gcs).openGcsObjectStore,
  needs: gcsPackage,
});
registerStore("azure", {
  load: () => (require("./azure/blob-object-store.js") as Azure).openBlobObjectStore,
  needs: blobPackage,
});

registerGuarded("ecr", () => (require("./aws/guarded-repository.js") as Ecr).openGuardedRepository);
registerGuarded("acr", () => (require("./azure/guarded-registry.js") as Acr).openGuardedRegistry);
registerGuarded("azureAccount", () => (require("./azure/guarded-account.js") as AzureAccount).openGuardedAccount);
registerGuarded(
  "artifactRegistry",
  () => (require("./gcp/guarded-repository.js") as ArtifactRegistry).openGuardedRepository,
);
