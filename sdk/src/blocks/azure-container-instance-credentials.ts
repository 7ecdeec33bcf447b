import type * as pulumi from "@pulumi/pulumi";
import type { Json, ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface AzureContainerInstanceCredentialsArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** @default none */
  clientId?: pulumi.Input<string>;
  /** @default none */
  tenantId?: pulumi.Input<string>;
  /** Secret. @default none */
  clientSecret?: pulumi.Input<string>;
  /** Further arguments of the Azure credential; secret. @default none */
  credentialKwargs?: pulumi.Input<Record<string, pulumi.Input<Json>>>;
}

/**
 * A service principal that may run containers. Without any field the worker uses its own identity.
 */
export class AzureContainerInstanceCredentials extends BlockResource {
  declare readonly clientId: pulumi.Output<string | undefined>;
  declare readonly tenantId: pulumi.Output<string | undefined>;
  declare readonly clientSecret: pulumi.Output<string | undefined>;
  declare readonly credentialKwargs: pulumi.Output<Record<string, Json> | undefined>;

  constructor(name: string, args: AzureContainerInstanceCredentialsArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(
      AzureContainerInstanceCredentials.definition,
      name,
      "azure-container-instance-credentials",
      { ...args, name: args.name ?? name },
      opts,
    );
  }

  /** @internal */
  static readonly definition = defineTypedBlock<AzureContainerInstanceCredentialsInputs>({
    kind: "AzureContainerInstanceCredentials",
    noun: "Azure Container Instance credentials block",
    slug: "azure-container-instance-credentials",
    fields: {
      clientId: {},
      tenantId: {},
      clientSecret: { secret: true },
      credentialKwargs: { secret: true },
    },
  });
}

interface AzureContainerInstanceCredentialsInputs extends ProviderInputs {
  name: string;
  clientId?: string;
  tenantId?: string;
  clientSecret?: string;
  credentialKwargs?: Record<string, Json>;
}
