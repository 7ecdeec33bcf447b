import * as pulumi from "@pulumi/pulumi";
import { type LookUpArgs, lookUp, type OutputArgs } from "../provider/look-up.js";
import { programDialect } from "../provider/program.js";
import { type BlockData, findDocument } from "./block-document.js";

/** The args of {@link getBlock}. */
export interface GetBlockArgs extends LookUpArgs {
  /** Slug of its type, such as `aws-credentials`. */
  typeSlug: string;
  /** Name of the block. */
  name: string;
  /** Whether the data is read too, secrets included. @default false */
  includeData?: boolean;
}

/** What {@link getBlock} finds. */
export interface GetBlockResult {
  /** Id of the block document. */
  documentId: string;
  /** Slug of its type. */
  typeSlug: string;
  /** Name of the block. */
  name: string;
  /** Placeholder of the block, which a worker replaces by its content: `{{ syntask.blocks.<slug>.<name> }}`. */
  reference: string;
  /** Its data, as a secret; with `includeData` only. */
  data?: pulumi.Output<BlockData>;
}

/**
 * Looks up a block document that exists, by its type and name.
 *
 * @throws RunError when there is none
 */
export async function getBlock(args: GetBlockArgs): Promise<GetBlockResult> {
  const { typeSlug, name, connection, includeData = false } = args;
  const asked = { name: "getBlock", subject: `block "${typeSlug}/${name}"`, args };
  const { documentId, data } = await lookUp(asked, async (client) => {
    const document = await findDocument(client, typeSlug, name, { secrets: includeData });
    return document && { documentId: document.id, data: document.data };
  });
  return {
    documentId,
    typeSlug,
    name,
    reference: programDialect(connection).blockPlaceholder(typeSlug, name),
    ...(includeData && { data: pulumi.secret(data) }),
  };
}

/** {@link getBlock} for names that are outputs. With `includeData` the whole result is a secret. */
export const getBlockOutput = (args: OutputArgs<GetBlockArgs>): pulumi.Output<pulumi.Unwrap<GetBlockResult>> =>
  pulumi.output(args).apply((known) => pulumi.output(getBlock(known)));
