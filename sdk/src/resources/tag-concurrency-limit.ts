import { type Client, path } from "../api/client.js";
import { wasThere } from "../api/moments.js";
import type { CheckFailures } from "../engine/check-failures.js";
import { collection } from "../engine/collection.js";
import { type InputsOf, integer, text } from "../engine/field.js";
import { observed, toWire } from "../engine/field-table.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";

const fields = {
  /** Tag of the task runs to limit. A change replaces the limit. @default the resource's name */
  tag: text({ namedLikeResource: true, naturalKey: true, replaceOnChanges: true, check: checkTag }),
  /** Maximum concurrent task runs with the tag, at least 0, which lets none run. */
  limit: integer({ required: true, wire: "concurrency_limit", min: 0 }),
};

/** The args of {@link TagConcurrencyLimit}. */
export type TagConcurrencyLimitArgs = ArgsOf<typeof fields>;

const operations = collection("/concurrency_limits/", fields, {
  byKey: ({ tag }) => path`/concurrency_limits/tag/${tag}`,
});

const Base: ResourceClass<typeof fields> = resource({
  kind: "TagConcurrencyLimit",
  noun: "tag concurrency limit",
  label: ({ tag }) => tag ?? "",
  fields,
  createOverwrites: true,
  needs: ({ tag = "" }) =>
    /[/%&<>]/.test(tag) ? [{ property: "tag", which: "with one of / % & < >", before: "3.4.19" }] : [],
  byName: ["update"],
  ...operations,

  /** A tag with a slash has no address of its own. */
  async find(client, inputs) {
    if (!inputs.tag.includes("/")) return operations.find(client, inputs);
    const limits = await client.list<WireLimit>("/concurrency_limits/filter");
    const limit = limits.find(({ tag }) => tag === inputs.tag);
    return limit && observed(fields, limit);
  },

  async create(client, inputs) {
    const limit = await write(client, inputs);
    return { id: limit.id, state: {}, ...(wasThere(limit) && { madeMeanwhile: "overwritten" }) };
  },

  // The only way to change a limit; keeps its id. Source: `docs/server-rules.md`, "Concurrency limits".
  async update(client, _, inputs) {
    await write(client, inputs, { repeatable: true });
    return {};
  },
});

/**
 * A concurrency limit of task runs with a tag.
 *
 * @example
 * ```ts
 * new syntask.TagConcurrencyLimit("database", { limit: 10 });
 * ```
 */
export class TagConcurrencyLimit extends Base {}

interface WireLimit {
  id: string;
  created: string;
  updated: string;
  tag: string;
}

async function write(client: Client, inputs: InputsOf<typeof fields>, options?: { repeatable: boolean }) {
  const body = toWire(fields, inputs, "create");
  return (await client.upsert<WireLimit>("/concurrency_limits/", body, options)).object;
}

function checkTag(property: string, tag: string, failures: CheckFailures): void {
  if (tag.trim() === "") failures.add(property, "is blank; write the tag of task runs");
}
