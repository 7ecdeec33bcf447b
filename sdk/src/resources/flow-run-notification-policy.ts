import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { type BlockResource, documentIdOf } from "../blocks/block-resource.js";
import { define, type Observed, type ProviderInputs } from "../provider/definition.js";
import type { Problems } from "../provider/problems.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { nearest } from "./nearest.js";
import { sortedTags } from "./tags.js";

export interface FlowRunNotificationPolicyArgs extends CommonArgs {
  /** Block that sends the message, such as a `Block` of type `slack-webhook`, or its document's id. */
  block: pulumi.Input<string> | BlockResource;
  /** Names of the states that are told of, such as `["Failed", "Crashed"]`. @default every state */
  stateNames?: pulumi.Input<pulumi.Input<string>[]>;
  /** Only flow runs with at least one of these tags. @default every flow run */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The message. In braces: `flow_run_notification_policy_id`, `flow_id`, `flow_name`, `flow_run_url`, `flow_run_id`,
   * `flow_run_name`, `flow_run_parameters`, `flow_run_state_type`, `flow_run_state_name`, `flow_run_state_timestamp`,
   * `flow_run_state_message`.
   * @default the server's message
   */
  message?: pulumi.Input<string>;
  /** @default true */
  active?: pulumi.Input<boolean>;
}

/**
 * A message for each flow run that enters one of some states.
 *
 * @example
 * ```ts
 * const slack = new syntask.Block("alerts", { typeSlug: "slack-webhook", data: { url: config.requireSecret("slackUrl") } });
 * new syntask.FlowRunNotificationPolicy("failures", { block: slack, stateNames: ["Failed", "Crashed"] });
 * ```
 */
export class FlowRunNotificationPolicy extends SyntaskResource {
  declare readonly block: pulumi.Output<string>;
  declare readonly stateNames: pulumi.Output<string[] | undefined>;
  declare readonly tags: pulumi.Output<string[] | undefined>;
  declare readonly message: pulumi.Output<string | undefined>;
  declare readonly active: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: FlowRunNotificationPolicyArgs, opts?: pulumi.CustomResourceOptions) {
    super(FlowRunNotificationPolicy.definition, name, { ...args, block: documentIdOf(args.block) }, opts);
  }

  /** @internal */
  static readonly definition = define<FlowRunNotificationPolicyInputs>({
    kind: "FlowRunNotificationPolicy",
    noun: "flow run notification policy",
    label: ({ stateNames, tags }) =>
      [stateNames?.join(", ") || "every state", ...(tags?.length ? [`of ${tags.join(", ")}`] : [])].join(" "),
    properties: ["block", "stateNames", "tags", "message", "active"],
    replaceOn: [],
    naturalKey: ["block", "stateNames", "tags"],
    defaults: { stateNames: [], tags: [], message: null, active: true },
    canonical: { stateNames: sortedTags, tags: sortedTags },
    createOverwrites: true,

    needs: () => [{ before: "3.4.0" }],

    check({ message }, problems) {
      checkMessage(message, problems);
    },

    async find(client, inputs) {
      const same = ({ block_document_id, state_names, tags }: WirePolicy): boolean =>
        block_document_id === inputs.block &&
        sameSet(state_names, inputs.stateNames ?? []) &&
        sameSet(tags, inputs.tags ?? []);
      const policy = (await listPolicies(client)).find(same);
      return policy && observe(policy);
    },

    async create(client, inputs) {
      const { id } = await client.post<WirePolicy>("/flow_run_notification_policies/", toWire(inputs));
      return { id, state: {} };
    },

    async read(client, id) {
      const policy = await client.find<WirePolicy>(path`/flow_run_notification_policies/${id}`);
      return policy && observe(policy);
    },

    async update(client, id, inputs) {
      await client.patch(path`/flow_run_notification_policies/${id}`, toWire(inputs));
      return {};
    },

    async delete(client, id) {
      await client.delete(path`/flow_run_notification_policies/${id}`);
    },
  });
}

interface FlowRunNotificationPolicyInputs extends ProviderInputs {
  block: string;
  stateNames?: string[];
  tags?: string[];
  message?: string;
  active?: boolean;
}

interface WirePolicy {
  id: string;
  created: string;
  block_document_id: string;
  state_names: string[];
  tags: string[];
  message_template: string | null;
  is_active: boolean;
}

/** What a message may name. Source: `syntask/openapi.json`, `FlowRunNotificationPolicyCreate.message_template`. */
const messageFields = [
  "flow_run_notification_policy_id",
  "flow_id",
  "flow_name",
  "flow_run_url",
  "flow_run_id",
  "flow_run_name",
  "flow_run_parameters",
  "flow_run_state_type",
  "flow_run_state_name",
  "flow_run_state_timestamp",
  "flow_run_state_message",
];

function checkMessage(message: string | undefined, problems: Problems): void {
  for (const [, field = ""] of (message ?? "").matchAll(/\{([^{}]*)\}/g)) {
    if (messageFields.includes(field)) continue;
    problems.add("message", `names {${field}}, which does not exist${nearest(field, messageFields)}`);
  }
}

/** All of them: without a filter of its own the server lists the inactive ones only. */
async function listPolicies(client: Client): Promise<WirePolicy[]> {
  const all = { flow_run_notification_policy_filter: { is_active: null } };
  return client.list<WirePolicy>("/flow_run_notification_policies/filter", all);
}

const sameSet = (left: readonly string[], right: readonly string[]): boolean =>
  sortedTags(left).join("\0") === sortedTags(right).join("\0");

const toWire = ({ block, stateNames, tags, message, active }: FlowRunNotificationPolicyInputs) => ({
  block_document_id: block,
  state_names: stateNames ?? [],
  tags: tags ?? [],
  message_template: message ?? null,
  is_active: active ?? true,
});

const observe = (wire: WirePolicy): Observed<FlowRunNotificationPolicyInputs, object> => ({
  id: wire.id,
  created: wire.created,
  inputs: {
    block: wire.block_document_id,
    stateNames: wire.state_names,
    tags: wire.tags,
    message: wire.message_template,
    active: wire.is_active,
  },
  state: {},
});
