import type * as pulumi from "@pulumi/pulumi";
import type { Json, ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface RemoteFileSystemArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** fsspec URL, such as `s3://bucket/folder`. */
  basepath: pulumi.Input<string>;
  /** Arguments of the file system, credentials among them; secret here, but the server shows them to everybody who can read blocks. @default {} */
  settings?: pulumi.Input<Record<string, pulumi.Input<Json>>>;
}

/**
 * A folder on any file system that fsspec reads, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class RemoteFileSystem extends BlockResource {
  declare readonly basepath: pulumi.Output<string>;
  declare readonly settings: pulumi.Output<Record<string, Json> | undefined>;

  constructor(name: string, args: RemoteFileSystemArgs, opts?: pulumi.CustomResourceOptions) {
    super(RemoteFileSystem.definition, name, "remote-file-system", { ...args, name: args.name ?? name }, opts);
  }

  /** @internal */
  static readonly definition = defineTypedBlock<RemoteFileSystemInputs>({
    kind: "RemoteFileSystem",
    noun: "remote file system block",
    slug: "remote-file-system",
    fields: {
      basepath: { required: true },
      settings: { secret: true, default: {} },
    },
  });
}

interface RemoteFileSystemInputs extends ProviderInputs {
  name: string;
  basepath: string;
  settings?: Record<string, Json>;
}
