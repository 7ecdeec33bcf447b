import { type Client, path } from "../api/client.js";
import { checkName } from "../checks/names.js";
import type { CheckFailures } from "../engine/check-failures.js";
import { collection } from "../engine/collection.js";
import { flag, integer, number, text } from "../engine/field.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";

const fields = {
  /**
   * Unique in the workspace; without `/ % & < >`. Flows ask for slots by it. A change replaces the limit.
   * @default the resource's name
   */
  name: text({ namedLikeResource: true, naturalKey: true, replaceOnChanges: true, check: checkLimitName }),
  /** Maximum slots in use at one time, at least 0, which blocks everything. */
  limit: integer({ required: true, min: 0 }),
  /** Whether the limit is enforced. @default true */
  active: flag({ default: true }),
  /** Slots released per second, for rate limits; with 0 a slot is free when it is given back. @default 0 */
  slotDecayPerSecond: number({ default: 0, min: 0 }),
};

/** The args of {@link GlobalConcurrencyLimit}. */
export type GlobalConcurrencyLimitArgs = ArgsOf<typeof fields>;

const Base: ResourceClass<typeof fields> = resource({
  kind: "GlobalConcurrencyLimit",
  noun: "global concurrency limit",
  fields,
  ...collection("/v2/concurrency_limits/", fields, {
    byKey: ({ name }) => path`/v2/concurrency_limits/${name}`,
    list: ownLimits,
  }),

  needs: ({ name = "" }) =>
    name.startsWith(tagPrefix)
      ? [{ property: "name", which: `that begins with "${tagPrefix}", as the limit of a tag does,`, before: "3.4.19" }]
      : [],

  namesakes: async (client, { name }) => ({ name, others: await client.names("v2/concurrency_limits") }),
});

/**
 * A global concurrency limit, or rate limit: slots that flows and tasks share, wherever they run. Slots in use are never
 * changed.
 *
 * @example
 * ```ts
 * new syntask.GlobalConcurrencyLimit("warehouse", { limit: 5 });
 * ```
 */
export class GlobalConcurrencyLimit extends Base {}

/** Source: `docs/server-rules.md`, "Concurrency limits". */
export const deploymentPrefix = "deployment:";

/** Limits of tags are kept as global ones since 3.4.19. Source: `docs/server-rules.md`, "Concurrency limits". */
const tagPrefix = "tag:";

/** All but those that belong to deployments, and those of tags, which have a kind of their own. */
async function ownLimits(client: Client): Promise<{ name: string }[]> {
  const limits = await client.list<{ name: string }>("/v2/concurrency_limits/filter");
  return limits.filter(({ name }) => ![deploymentPrefix, tagPrefix].some((prefix) => name.startsWith(prefix)));
}

function checkLimitName(property: string, name: string, failures: CheckFailures): void {
  checkName(property, name, failures);
  if (!name.startsWith(deploymentPrefix)) return;
  failures.add(property, `"${name}" belongs to a deployment; set \`concurrencyLimit\` of the Deployment instead`);
}
