import { text } from "../engine/field.js";
import type { GcpCredentials } from "./gcp-credentials.js";
import { type BlockArgsOf, type BlockClass, blockReference, typedBlock } from "./typed-block.js";

const fields = {
  /** Name of the bucket. */
  bucket: text({ required: true }),
  /** Credentials block, or the id of its document. @default none */
  gcpCredentials: blockReference<GcpCredentials>(),
  /** Folder in the bucket. @default the bucket itself */
  bucketFolder: text({ default: "" }),
};

/** The args of {@link GcsBucket}. */
export type GcsBucketArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "GcsBucket",
  noun: "GCS bucket block",
  slug: "gcs-bucket",
  fields,
});

/**
 * A folder of a Google Cloud Storage bucket, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class GcsBucket extends Base {}
