import { map, text } from "../provider/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Client id of the service principal. @default none */
  clientId: text(),
  /** Directory of the service principal. @default none */
  tenantId: text(),
  /** Secret. @default none */
  clientSecret: text({ secret: true }),
  /** Further arguments of the Azure credential; secret. @default none */
  credentialKwargs: map({ secret: true }),
};

/** The args of {@link AzureContainerInstanceCredentials}. */
export type AzureContainerInstanceCredentialsArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "AzureContainerInstanceCredentials",
  noun: "Azure Container Instance credentials block",
  slug: "azure-container-instance-credentials",
  fields,
});

/**
 * A service principal that may run containers. Without any field the worker uses its own identity.
 */
export class AzureContainerInstanceCredentials extends Base {}
