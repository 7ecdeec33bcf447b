import { type Client, path } from "../api/client.js";
import type { CheckFailures } from "../engine/check-failures.js";
import type { Wire } from "../engine/field.js";
import { toWire } from "../engine/field-table.js";
import { type DeploymentInputs, fields } from "./deployment-fields.js";
import { deploymentPrefix } from "./global-concurrency-limit.js";

/** What a deployment has of its concurrency, as the server writes it. */
export interface WireLimits {
  id: string;
  global_concurrency_limit: { id?: string; name?: string; limit?: number } | null;
  concurrency_options?: Wire | null;
}

/** Inputs that say which limit a deployment has. A write of the whole leaves them out. */
export const limitNames = ["concurrencyLimit", "globalConcurrencyLimit"];

const optionNames = ["collisionStrategy", "gracePeriodSeconds"] as const;

export function checkLimits(
  { concurrencyLimit, globalConcurrencyLimit }: Partial<DeploymentInputs>,
  failures: CheckFailures,
): void {
  if (concurrencyLimit !== undefined && globalConcurrencyLimit !== undefined)
    failures.add(
      "globalConcurrencyLimit",
      "is given beside `concurrencyLimit`; a deployment has one limit, so write one",
    );
}

/** Whether a deployment has a limit that others may have too. The server changes and deletes it like one of its own. */
const hasSharedLimit = ({ id, global_concurrency_limit: limit }: WireLimits): boolean =>
  typeof limit?.name === "string" && limit.name !== `${deploymentPrefix}${id}`;

/** Its own limit and the one that it shares, of which there is one at most. */
export const observedLimits = (wire: WireLimits) => ({
  concurrencyLimit: hasSharedLimit(wire) ? null : (wire.global_concurrency_limit?.limit ?? null),
  globalConcurrencyLimit: hasSharedLimit(wire) ? wire.global_concurrency_limit!.id! : null,
});

/**
 * Bodies of the PATCHes that give a deployment its limit, in order: a shared one is let go before a number is sent, and its
 * own one is deleted before another one is in its place. Source: `docs/server-rules.md`, "Deployments".
 */
export function limitSteps(wire: WireLimits, inputs: DeploymentInputs, changed: readonly string[]): Wire[] {
  if (!limitNames.some((name) => changed.includes(name))) return [];
  const { concurrencyLimit = null, globalConcurrencyLimit = null } = inputs;
  const hasOwn = wire.global_concurrency_limit !== null && !hasSharedLimit(wire);
  const isShared = hasSharedLimit(wire) && (changed.includes("globalConcurrencyLimit") || concurrencyLimit !== null);
  const steps: Wire[] = [];
  if (isShared && globalConcurrencyLimit === null) steps.push({ global_concurrency_limit_id: null });
  if (hasOwn && concurrencyLimit === null) steps.push({ concurrency_limit: null });
  if (globalConcurrencyLimit !== null) steps.push({ global_concurrency_limit_id: globalConcurrencyLimit });
  if (concurrencyLimit !== null) steps.push({ concurrency_limit: concurrencyLimit });
  return steps;
}

/** Lets a shared limit go, which the server would delete with the deployment. */
export async function leaveSharedLimit(client: Client, id: string): Promise<void> {
  const wire = await client.find<WireLimits>(path`/deployments/${id}`);
  if (wire && hasSharedLimit(wire)) await client.patch(path`/deployments/${id}`, { global_concurrency_limit_id: null });
}

/**
 * Options of the limit, with what the program does not say as the server has it. Servers before 3.0.3 refuse the field, so it is
 * sent only where it says something.
 */
export function concurrencyOptions(
  inputs: DeploymentInputs,
  changed: readonly string[] = [],
  kept: Wire | null | undefined = undefined,
): Wire {
  const said = optionNames.filter((name) => inputs[name] !== undefined || changed.includes(name));
  if (said.length === 0) return {};
  const optionFields = Object.fromEntries(said.map((name) => [name, { ...fields[name], sent: undefined }]));
  const { concurrency_options: options } = toWire(optionFields, inputs, "update");
  const meant = Object.entries({ ...kept, ...options }).filter(([, value]) => value !== null);
  if (meant.length === 0) return { concurrency_options: null };
  return { concurrency_options: { collision_strategy: "ENQUEUE", ...Object.fromEntries(meant) } };
}
