import { text } from "../engine/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Path on the worker's disk. @default the worker's working directory */
  basepath: text(),
};

/** The args of {@link LocalFileSystem}. */
export type LocalFileSystemArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "LocalFileSystem",
  noun: "local file system block",
  slug: "local-file-system",
  fields,
});

/**
 * A folder on the worker's disk, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class LocalFileSystem extends Base {}
