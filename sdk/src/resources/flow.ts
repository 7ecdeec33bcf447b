import { isDeepStrictEqual } from "node:util";
import { type Client, path } from "../api/client.js";
import { checkName } from "../checks/names.js";
import { collection } from "../engine/collection.js";
import { sortedSet, text, textSet } from "../engine/field.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";

export const fields = {
  /**
   * Unique in the workspace; without `/ % & < >`. A change replaces the flow.
   * @default the resource's name
   */
  name: text({
    namedLikeResource: true,
    naturalKey: true,
    replaceOnChanges: true,
    sent: "create",
    check: checkName,
  }),
  /** Tags to filter by in the UI. @default [] */
  tags: textSet({ default: [] }),
};

/** The args of {@link Flow}. */
export type FlowArgs = ArgsOf<typeof fields>;

const Base: ResourceClass<typeof fields> = resource({
  kind: "Flow",
  noun: "flow",
  fields,
  createOverwrites: true,
  ...collection("/flows/", fields, { byKey: ({ name }) => path`/flows/name/${name}`, rows: "flows" }),

  namesakes: async (client, { name }) => ({ name, others: await client.names("flows") }),

  async create(client, { name, tags = [] }) {
    const { object, existed } = await client.upsert<{ id: string; tags: string[] }>("/flows/", { name, tags });
    // One that exists is answered as it is, and two requests at once are both told that theirs was the first.
    const isOthers = existed || !isDeepStrictEqual(sortedSet(object.tags), sortedSet(tags));
    return { id: object.id, state: {}, ...(isOthers && { madeMeanwhile: "left as it is" }) };
  },

  async delete(client, id, _, { say }) {
    const deployments = await countOf(client, "deployments", id);
    const runs = await countOf(client, "flow_runs", id);
    if (deployments + runs === 0) await client.delete(path`/flows/${id}`);
    else
      say(
        `stays on the server: ${counted(deployments, "deployment")} and ${counted(runs, "run")} would be deleted with it`,
      );
  },
});

/**
 * A flow: what the deployments and runs of one function have in common. Deployments create their flow themselves; declare
 * one to give it tags. Destroying a flow that still has deployments or runs leaves it in place, as the server would delete
 * them too.
 *
 * @example
 * ```ts
 * new syntask.Flow("etl", { tags: ["finance"] });
 * ```
 */
export class Flow extends Base {}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const countOf = (client: Client, collection: "deployments" | "flow_runs", flowId: string): Promise<number> =>
  client.post<number>(`/${collection}/count`, { flows: { id: { any_: [flowId] } } }, { repeatable: true });
