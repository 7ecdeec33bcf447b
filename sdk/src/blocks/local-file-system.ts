import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface LocalFileSystemArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** @default the worker's working directory */
  basepath?: pulumi.Input<string>;
}

/**
 * A folder on the worker's disk, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class LocalFileSystem extends BlockResource {
  declare readonly basepath: pulumi.Output<string | undefined>;

  constructor(name: string, args: LocalFileSystemArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(LocalFileSystem.definition, name, "local-file-system", { ...args, name: args.name ?? name }, opts);
  }

  /** @internal */
  static readonly definition = defineTypedBlock<LocalFileSystemInputs>({
    kind: "LocalFileSystem",
    noun: "local file system block",
    slug: "local-file-system",
    fields: {
      basepath: {},
    },
  });
}

interface LocalFileSystemInputs extends ProviderInputs {
  name: string;
  basepath?: string;
}
