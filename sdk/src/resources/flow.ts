import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { define, type Observed, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { checkName } from "./names.js";
import { sortedTags } from "./tags.js";

export interface FlowArgs extends CommonArgs {
  /**
   * Unique in the workspace; without `/ % & < >`. A change replaces the flow.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** @default [] */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A flow: what the deployments and runs of one function have in common. Deployments make theirs themselves; declare one
 * to give it tags. Destroying a flow that still has deployments or runs leaves it in place, as the server would delete
 * them too.
 *
 * @example
 * ```ts
 * new syntask.Flow("etl", { tags: ["finance"] });
 * ```
 */
export class Flow extends SyntaskResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly tags: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: FlowArgs = {}, opts?: pulumi.CustomResourceOptions) {
    const { tags, adopt, connection } = args;
    super(Flow.definition, name, { name: args.name ?? name, tags, adopt, connection }, opts);
  }

  /** @internal */
  static readonly definition = define<FlowInputs>({
    kind: "Flow",
    noun: "flow",
    label: ({ name }) => name ?? "",
    properties: ["name", "tags"],
    replaceOn: ["name"],
    naturalKey: ["name"],
    defaults: { tags: [] },
    canonical: { tags: sortedTags },
    createOverwrites: true,

    check({ name }, problems) {
      checkName("name", name, problems);
    },

    async find(client, { name }) {
      const flow = await client.find<WireFlow>(path`/flows/name/${name}`);
      return flow && observe(flow);
    },

    async create(client, { name, tags }) {
      const { object, existed } = await client.upsert<WireFlow>("/flows/", { name, tags: tags ?? [] });
      // One that exists is answered as it is, and two requests at once are both told that theirs was the first.
      const isOthers = existed || !isDeepStrictEqual(sortedTags(object.tags), sortedTags(tags ?? []));
      return { id: object.id, state: {}, existed: isOthers };
    },

    async read(client, id) {
      const flow = await client.byId<WireFlow>("flows", id);
      return flow && observe(flow);
    },

    async update(client, id, { tags }) {
      await client.patch(path`/flows/${id}`, { tags: tags ?? [] });
      return {};
    },

    async delete(client, id, _, { say }) {
      const deployments = await countOf(client, "deployments", id);
      const runs = await countOf(client, "flow_runs", id);
      if (deployments + runs === 0) await client.delete(path`/flows/${id}`);
      else say(`stays on the server: ${deployments} deployment(s) and ${runs} run(s) would be deleted with it`);
    },
  });
}

interface FlowInputs extends ProviderInputs {
  name: string;
  tags?: string[];
}

interface WireFlow {
  id: string;
  created: string;
  name: string;
  tags: string[];
}

const observe = ({ id, created, name, tags }: WireFlow): Observed<FlowInputs, object> => ({
  id,
  created,
  inputs: { name, tags },
  state: {},
});

const countOf = (client: Client, collection: "deployments" | "flow_runs", flowId: string): Promise<number> =>
  client.post<number>(`/${collection}/count`, { flows: { id: { any_: [flowId] } } }, { repeatable: true });
