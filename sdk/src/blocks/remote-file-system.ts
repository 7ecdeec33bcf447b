import { map, text } from "../engine/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** fsspec URL, such as `s3://bucket/folder`. */
  basepath: text({ required: true }),
  /** Arguments of the fsspec file system, credentials among them; secret here, but the server shows them to everybody who can read blocks. @default {} */
  settings: map({ secret: true, default: {} }),
};

/** The args of {@link RemoteFileSystem}. */
export type RemoteFileSystemArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "RemoteFileSystem",
  noun: "remote file system block",
  slug: "remote-file-system",
  fields,
});

/**
 * A folder on any file system that fsspec reads, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class RemoteFileSystem extends Base {}
