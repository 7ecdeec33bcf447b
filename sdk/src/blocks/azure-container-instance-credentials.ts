import { map, text } from "../engine/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Client id of the service principal. @default none */
  clientId: text(),
  /** Tenant (directory) id of the service principal. @default none */
  tenantId: text(),
  /** Client secret of the service principal. @default none */
  clientSecret: text({ secret: true }),
  /** Further keyword arguments of the Azure credential; secret. @default none */
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
 * Azure credentials of a service principal that runs containers. Without any field the worker uses its own identity.
 */
export class AzureContainerInstanceCredentials extends Base {}
