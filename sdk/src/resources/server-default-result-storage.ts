import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import type { Need } from "../api/server-version.js";
import type { BlockResource } from "../blocks/block-resource.js";
import type { Observed } from "../engine/definition.js";
import { anyOf, type InputsOf } from "../engine/field.js";
import { observed, toWire } from "../engine/field-table.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";

const fields = {
  /**
   * Block with a file system, such as an `S3Bucket`, or its document's id. A change sets the other block in its place.
   * @throws in the preview when the block cannot store results
   */
  block: anyOf<string, pulumi.Input<string> | BlockResource>({ resourceOutput: "documentId" })({
    required: true,
    is: "string",
    wire: "default_result_storage_block_id",
  }),
};

/** The args of {@link ServerDefaultResultStorage}. */
export type ServerDefaultResultStorageArgs = ArgsOf<typeof fields>;

interface State {
  ownBlock: string;
}

/** Source: `docs/server-rules.md`, "Default result storage". */
const address = "/admin/storage";
const id = "default-result-storage";

const Base: ResourceClass<typeof fields, State> = resource({
  kind: "ServerDefaultResultStorage",
  noun: "default result storage",
  label: () => "server",
  fields,
  outputs: ["ownBlock"],
  onlyId: id,
  createOverwrites: true,
  needs: () => [defaults],

  async check({ block }, failures, { olds, client }) {
    if (typeof block !== "string" || block === olds?.block || !client) return;
    const document = await client.find<WireDocument>(path`/block_documents/${block}`).catch(() => undefined);
    const { capabilities } = document?.block_schema ?? {};
    if (!capabilities || capabilities.includes("write-path")) return;
    failures.add(
      "block",
      `is "${document!.name}" of type "${document!.block_type.slug}", which cannot store results; write a block with a file system, such as an S3Bucket`,
    );
  },

  list: async (client) => [await look(client)].filter((found) => found !== undefined),
  find: (client) => look(client),
  read: (client, _, { ownBlock }) => look(client, ownBlock),

  create: async (client, inputs) => ({ id, state: await set(client, inputs) }),

  async update(client, _, inputs, { block }) {
    const there = (await look(client))?.inputs.block;
    if (there !== block && there !== inputs.block) {
      throw new Error("was changed on the server by somebody else; `pulumi up --refresh` shows it and sets it anew");
    }
    return set(client, inputs);
  },

  async delete(client, _, { ownBlock }, { say }) {
    const there = (await look(client))?.inputs.block;
    if (there === ownBlock) await client.delete(address);
    else if (there) say(`stays: somebody else has set the block "${there}" on the server in its place`);
  },
});

/**
 * The block in which flow and task runs store their results, where neither their code nor the settings of their environment say
 * another: one for the whole server. Needs a server of version 3.7.0 or later.
 * A server does not tell when it was set, so one that is there already is taken over by `adopt: true` alone.
 *
 * @example
 * ```ts
 * const credentials = new syntask.AwsCredentials("results", { regionName: "eu-central-1" });
 * const bucket = new syntask.S3Bucket("results", { bucketName: "etl-results", credentials });
 * new syntask.ServerDefaultResultStorage("server", { block: bucket });
 * ```
 */
export class ServerDefaultResultStorage extends Base {
  /** Id of the block document that this stack has set. One that somebody else sets in its place stays when the stack is destroyed. */
  declare readonly ownBlock: pulumi.Output<string>;
}

const defaults: Need = { since: "3.7.0" };

interface WireDocument {
  name: string;
  block_type: { slug: string };
  block_schema: { capabilities: string[] } | null;
}

/** @param own block that a stack has set, where one has */
async function look(client: Client, own?: string): Promise<Observed<InputsOf<typeof fields>, State> | undefined> {
  const wire = await client.find<{ default_result_storage_block_id: string | null }>(address);
  const block = wire?.default_result_storage_block_id;
  return block ? { ...observed(fields, wire), id, state: { ownBlock: own ?? block } } : undefined;
}

async function set(client: Client, inputs: InputsOf<typeof fields>): Promise<State> {
  await client.put(address, toWire(fields, inputs, "update"));
  return { ownBlock: inputs.block };
}
