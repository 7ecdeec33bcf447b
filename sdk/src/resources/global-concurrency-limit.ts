import type * as pulumi from "@pulumi/pulumi";
import { path } from "../api/client.js";
import { define, type Observed, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { checkBound } from "./bounds.js";
import { checkName } from "./names.js";

export interface GlobalConcurrencyLimitArgs extends CommonArgs {
  /**
   * Unique in the workspace; without `/ % & < >`. Flows ask for slots by it. A change replaces the limit.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Slots that may be taken at one time, from 0, which blocks everything. */
  limit: pulumi.Input<number>;
  /** Whether the limit holds anybody back. @default true */
  active?: pulumi.Input<boolean>;
  /** Slots that become free again in each second, for rate limits; 0 frees a slot only when it is given back. @default 0 */
  slotDecayPerSecond?: pulumi.Input<number>;
}

/**
 * A number of slots that flows and tasks share, wherever they run. Slots in use are never changed.
 *
 * @example
 * ```ts
 * new syntask.GlobalConcurrencyLimit("warehouse", { limit: 5 });
 * ```
 */
export class GlobalConcurrencyLimit extends SyntaskResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly limit: pulumi.Output<number>;
  declare readonly active: pulumi.Output<boolean | undefined>;
  declare readonly slotDecayPerSecond: pulumi.Output<number | undefined>;

  constructor(name: string, args: GlobalConcurrencyLimitArgs, opts?: pulumi.CustomResourceOptions) {
    super(GlobalConcurrencyLimit.definition, name, { ...args, name: args.name ?? name }, opts);
  }

  /** @internal */
  static readonly definition = define<GlobalConcurrencyLimitInputs>({
    kind: "GlobalConcurrencyLimit",
    noun: "global concurrency limit",
    label: ({ name }) => name ?? "",
    properties: ["name", "limit", "active", "slotDecayPerSecond"],
    replaceOn: ["name"],
    naturalKey: ["name"],
    defaults: { active: true, slotDecayPerSecond: 0 },

    check({ name, limit, slotDecayPerSecond }, problems) {
      checkName("name", name, problems);
      if (name?.startsWith(deploymentPrefix)) {
        problems.add("name", `"${name}" belongs to a deployment; set \`concurrencyLimit\` of the Deployment instead`);
      }
      checkBound("limit", limit, problems);
      if (slotDecayPerSecond !== undefined && !(slotDecayPerSecond >= 0)) {
        problems.add("slotDecayPerSecond", `is ${slotDecayPerSecond}; write a number from 0`);
      }
    },

    async find(client, { name }) {
      const limit = await client.find<WireLimit>(path`/v2/concurrency_limits/${name}`);
      return limit && observe(limit);
    },

    async create(client, inputs) {
      const { id } = await client.post<WireLimit>("/v2/concurrency_limits/", toWire(inputs), { repeatable: true });
      return { id, state: {} };
    },

    async read(client, id) {
      const limit = await client.find<WireLimit>(path`/v2/concurrency_limits/${id}`);
      return limit && observe(limit);
    },

    async update(client, id, inputs) {
      await client.patch(path`/v2/concurrency_limits/${id}`, toWire(inputs));
      return {};
    },

    async delete(client, id) {
      await client.delete(path`/v2/concurrency_limits/${id}`);
    },
  });
}

interface GlobalConcurrencyLimitInputs extends ProviderInputs {
  name: string;
  limit: number;
  active?: boolean;
  slotDecayPerSecond?: number;
}

interface WireLimit {
  id: string;
  created: string;
  name: string;
  limit: number;
  active: boolean;
  slot_decay_per_second: number;
}

/** Source: `syntask/api.md`, section 8. */
const deploymentPrefix = "deployment:";

const toWire = ({ name, limit, active, slotDecayPerSecond }: GlobalConcurrencyLimitInputs) => ({
  name,
  limit,
  active: active ?? true,
  slot_decay_per_second: slotDecayPerSecond ?? 0,
});

const observe = (wire: WireLimit): Observed<GlobalConcurrencyLimitInputs, object> => ({
  id: wire.id,
  created: wire.created,
  inputs: {
    name: wire.name,
    limit: wire.limit,
    active: wire.active,
    slotDecayPerSecond: wire.slot_decay_per_second,
  },
  state: {},
});
