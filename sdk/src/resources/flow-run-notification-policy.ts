import type * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { type Need, serverTakes } from "../api/server-version.js";
import type { BlockResource } from "../blocks/block-resource.js";
import { nearest } from "../checks/nearest.js";
import type { CheckFailures } from "../engine/check-failures.js";
import { collection } from "../engine/collection.js";
import { anyOf, flag, sortedSet, text, textSet } from "../engine/field.js";
import { observed, toWire } from "../engine/field-table.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";

const fields = {
  /** Block that sends the message, such as a `Block` of type `slack-webhook`, or its document's id. */
  block: anyOf<string, pulumi.Input<string> | BlockResource>({ resourceOutput: "documentId" })({
    required: true,
    naturalKey: true,
    wire: "block_document_id",
  }),
  /** State names that trigger a message, such as `["Failed", "Crashed"]`. @default every state */
  stateNames: textSet({ default: [], naturalKey: true }),
  /** Only flow runs with at least one of these tags. @default every flow run */
  tags: textSet({ default: [], naturalKey: true }),
  /**
   * Message template. In braces: `flow_run_notification_policy_id`, `flow_id`, `flow_name`, `flow_run_url`, `flow_run_id`,
   * `flow_run_name`, `flow_run_parameters`, `flow_run_state_type`, `flow_run_state_name`, `flow_run_state_timestamp`,
   * `flow_run_state_message`.
   * @default the server's message
   */
  message: text({ default: null, wire: "message_template", check: checkMessage }),
  /** Whether the policy is active: it sends messages. @default true */
  active: flag({ default: true, wire: "is_active" }),
};

/** The args of {@link FlowRunNotificationPolicy}. */
export type FlowRunNotificationPolicyArgs = ArgsOf<typeof fields>;

const address = "/flow_run_notification_policies/";
const operations = collection(address, fields, { byKey: () => address, list: listPolicies });

const Base: ResourceClass<typeof fields> = resource({
  kind: "FlowRunNotificationPolicy",
  noun: "flow run notification policy",
  label: ({ stateNames, tags }) =>
    [stateNames?.join(", ") || "every state", ...(tags?.length ? [`of ${tags.join(", ")}`] : [])].join(" "),
  fields,
  createOverwrites: true,
  needs: () => [policies],
  ...operations,

  list: async (client) => ((await serverTakes(client, policies)) ? operations.list!(client) : []),

  async find(client, inputs) {
    const same = ({ block_document_id, state_names, tags }: WirePolicy): boolean =>
      block_document_id === inputs.block &&
      sameSet(state_names, inputs.stateNames ?? []) &&
      sameSet(tags, inputs.tags ?? []);
    const policy = (await listPolicies(client)).find(same);
    return policy && observed(fields, policy);
  },

  async create(client, inputs) {
    const { id } = await client.post<WirePolicy>(address, toWire(fields, inputs, "create"));
    return { id, state: {} };
  },
});

/**
 * A notification policy: sends a message for each flow run that enters one of some states.
 *
 * @example
 * ```ts
 * const slack = new syntask.Block("alerts", { typeSlug: "slack-webhook", data: { url: config.requireSecret("slackUrl") } });
 * new syntask.FlowRunNotificationPolicy("failures", { block: slack, stateNames: ["Failed", "Crashed"] });
 * ```
 */
export class FlowRunNotificationPolicy extends Base {}

/** Servers gave them up for automations. */
const policies: Need = { before: "3.4.0" };

interface WirePolicy {
  id: string;
  block_document_id: string;
  state_names: string[];
  tags: string[];
}

/** What a message may name. Source: the server's specification, `FlowRunNotificationPolicyCreate.message_template`. */
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

function checkMessage(property: string, message: string, failures: CheckFailures): void {
  for (const [, field = ""] of message.matchAll(/\{([^{}]*)\}/g)) {
    if (messageFields.includes(field)) continue;
    failures.add(property, `names {${field}}, which does not exist${nearest(field, messageFields)}`);
  }
}

/** All of them: without a filter of its own the server lists the inactive ones only. */
async function listPolicies(client: Client): Promise<WirePolicy[]> {
  const all = { flow_run_notification_policy_filter: { is_active: null } };
  return client.list<WirePolicy>("/flow_run_notification_policies/filter", all);
}

const sameSet = (left: readonly string[], right: readonly string[]): boolean =>
  sortedSet(left).join("\0") === sortedSet(right).join("\0");
