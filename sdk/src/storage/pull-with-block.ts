import * as pulumi from "@pulumi/pulumi";
import { BlockResource } from "../blocks/block-resource.js";
import { typedBlocks } from "../blocks/typed-block.js";
import type { FlowStorage, PullStep } from "./flow-storage.js";
import { coreStep, type PullStepOptions } from "./pull-steps.js";

/** The args of {@link pullWithBlock}. */
export interface PullWithBlockArgs extends PullStepOptions {
  /** A storage block, such as an `S3Bucket`, a `GitHubRepository` or a `LocalFileSystem`. */
  block: BlockResource;
}

/**
 * Copies a folder by the block that knows where it is; returns `directory`. The worker needs the package that the block's
 * type is from.
 *
 * @throws RunError when a block of its class holds no code
 */
export function pullWithBlock({ block, ...options }: PullWithBlockArgs): pulumi.Output<PullStep> {
  const slug = slugOfClass(block);
  if (slug !== undefined && !storageTypes.includes(slug)) {
    throw new pulumi.RunError(
      `A block of type "${slug}" holds no code; write a storage block, such as an \`S3Bucket\` or a \`LocalFileSystem\`.`,
    );
  }
  return coreStep("pull_with_block", { ...options, block_document_name: block.name, block_type_slug: block.typeSlug });
}

/** Where code is, as a storage or as a legacy storage block. */
export const flowStorageOf = (given: FlowStorage | BlockResource | undefined): FlowStorage | undefined =>
  BlockResource.isInstance(given) ? { pullSteps: pulumi.all([pullWithBlock({ block: given })]) } : given;

/** Types that have a class and a folder of code. */
const storageTypes = [
  "s3-bucket",
  "gcs-bucket",
  "azure-blob-storage-container",
  "github-repository",
  "gitlab-repository",
  "bitbucket-repository",
  "remote-file-system",
  "local-file-system",
];

/** Slug of the type that the class of a block is for. */
function slugOfClass(block: BlockResource): string | undefined {
  const { definition } = block.constructor as typeof BlockResource;
  return [...typedBlocks].find(([, typed]) => typed.definition === definition)?.[0];
}
