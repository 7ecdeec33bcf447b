import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { define, type Observed, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { checkBound } from "./bounds.js";
import { wasThere } from "./was-there.js";

export interface TagConcurrencyLimitArgs extends CommonArgs {
  /** Tag of the task runs that are counted. A change replaces the limit. @default the resource's name */
  tag?: pulumi.Input<string>;
  /** Most task runs with the tag at one time, from 0, which lets none run. */
  limit: pulumi.Input<number>;
}

/**
 * How many task runs with a tag may run at one time.
 *
 * @example
 * ```ts
 * new syntask.TagConcurrencyLimit("database", { limit: 10 });
 * ```
 */
export class TagConcurrencyLimit extends SyntaskResource {
  declare readonly tag: pulumi.Output<string>;
  declare readonly limit: pulumi.Output<number>;

  constructor(name: string, args: TagConcurrencyLimitArgs, opts?: pulumi.CustomResourceOptions) {
    super(TagConcurrencyLimit.definition, name, { ...args, tag: args.tag ?? name }, opts);
  }

  /** @internal */
  static readonly definition = define<TagConcurrencyLimitInputs>({
    kind: "TagConcurrencyLimit",
    noun: "tag concurrency limit",
    label: ({ tag }) => tag ?? "",
    properties: ["tag", "limit"],
    replaceOn: ["tag"],
    naturalKey: ["tag"],
    defaults: {},
    createOverwrites: true,
    byName: ["update"],

    check({ tag, limit }, problems) {
      if (tag?.trim() === "") problems.add("tag", "is blank; write the tag of task runs");
      checkBound("limit", limit, problems);
    },

    async find(client, { tag }) {
      const limit = await findByTag(client, tag);
      return limit && observe(limit);
    },

    async create(client, { tag, limit }) {
      const { object } = await client.upsert<WireLimit>("/concurrency_limits/", { tag, concurrency_limit: limit });
      return { id: object.id, state: {}, existed: wasThere(object) };
    },

    async read(client, id) {
      const limit = await client.find<WireLimit>(path`/concurrency_limits/${id}`);
      return limit && observe(limit);
    },

    // The only way to change a limit; keeps its id. Source: `syntask/api.md`, section 8.
    async update(client, _, { tag, limit }) {
      await client.post("/concurrency_limits/", { tag, concurrency_limit: limit }, { repeatable: true });
      return {};
    },

    async delete(client, id) {
      await client.delete(path`/concurrency_limits/${id}`);
    },
  });
}

interface TagConcurrencyLimitInputs extends ProviderInputs {
  tag: string;
  limit: number;
}

interface WireLimit {
  id: string;
  created: string;
  updated: string;
  tag: string;
  concurrency_limit: number;
}

/** A tag with a slash has no address of its own. */
async function findByTag(client: Client, tag: string): Promise<WireLimit | undefined> {
  if (!tag.includes("/")) return client.find<WireLimit>(path`/concurrency_limits/tag/${tag}`);
  const limits = await client.list<WireLimit>("/concurrency_limits/filter");
  return limits.find((limit) => limit.tag === tag);
}

const observe = ({ id, created, tag, concurrency_limit }: WireLimit): Observed<TagConcurrencyLimitInputs, object> => ({
  id,
  created,
  inputs: { tag, limit: concurrency_limit },
  state: {},
});
