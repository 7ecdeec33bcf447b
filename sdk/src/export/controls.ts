import type { Client } from "../api/client.js";
import type { Definition } from "../provider/definition.js";
import { Automation } from "../resources/automation.js";
import { FlowRunNotificationPolicy } from "../resources/flow-run-notification-policy.js";
import { GlobalConcurrencyLimit } from "../resources/global-concurrency-limit.js";
import { TagConcurrencyLimit } from "../resources/tag-concurrency-limit.js";
import { Variable } from "../resources/variable.js";
import { type ExportedObject, Reference, type Value } from "./exported-object.js";
import { meaningful } from "./meaningful.js";

interface Row {
  id: string;
  name: string;
}

/** Variables and concurrency limits. */
export async function exportVariablesAndLimits(client: Client): Promise<ExportedObject[]> {
  const variables = await client.filter<Row>("variables", {});
  const limits = await client.list<Row>("/v2/concurrency_limits/filter");
  const tagLimits = await client.list<{ id: string; tag: string }>("/concurrency_limits/filter");
  return [
    ...(await exportAll(client, Variable.definition, variables)),
    ...(await exportAll(
      client,
      GlobalConcurrencyLimit.definition,
      limits.filter(({ name }) => !name.startsWith("deployment:")),
    )),
    ...(await exportAll(
      client,
      TagConcurrencyLimit.definition,
      tagLimits.map(({ id, tag }) => ({ id, name: tag })),
    )),
  ];
}

/** Automations and notification policies. */
export async function exportReactions(client: Client): Promise<ExportedObject[]> {
  const automations = await client.list<Row>("/automations/filter");
  const policies = await client.list<{ id: string; state_names: string[] }>("/flow_run_notification_policies/filter", {
    flow_run_notification_policy_filter: { is_active: null },
  });
  const exported = [
    ...(await exportAll(client, Automation.definition, automations)),
    ...(await exportAll(
      client,
      FlowRunNotificationPolicy.definition,
      policies.map(({ id, state_names }) => ({
        id,
        name: `notify-${state_names.join("-").toLowerCase() || "always"}`,
      })),
    )),
  ];
  return exported.map((object) => ({ ...object, inputs: withReferences(object.inputs) }));
}

async function exportAll(client: Client, definition: Definition, rows: readonly Row[]): Promise<ExportedObject[]> {
  const [key] = definition.naturalKey;
  return Promise.all(
    rows.map(async ({ id, name }) => {
      const { inputs } = (await definition.read(client, id, {}))!;
      const given = meaningful(definition, inputs);
      const namedBy = key && given[key] === name ? [key] : [];
      for (const input of namedBy) delete given[input];
      return { id, kind: definition.kind, name, namedBy, inputs: given };
    }),
  );
}

/** Inputs that hold the id of another object. */
const targets = ["block", "deployment", "workPool", "workQueue", "automation"];

function withReferences(inputs: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]): [string, Value] => {
      if (targets.includes(name) && typeof value === "string") return [name, new Reference(value, value)];
      if (!/^actions/.test(name) || !Array.isArray(value)) return [name, value];
      return [name, value.map((action) => withReferences(action as Record<string, Value>))];
    }),
  );
}
