import { createHash } from "node:crypto";
import { type Client, path } from "../../api/client.js";
import { ApiError } from "../../api/errors.js";
import { recently } from "../../engine/ownership.js";
import { isFinal, type WireFlowRun } from "./wire.js";

/** What a run is started for. */
export interface Occasion {
  deployment: string;
  parameters: Record<string, unknown>;
  /** Everything that tells this start from others of the deployment. */
  cause: readonly unknown[];
  /** When a run that is COMPLETED already is one that a killed `up` has waited for. */
  completedCounts: "always" | "recently" | "never";
}

/** A run to wait for, and whether an earlier `up` has started it. */
export interface Attempt {
  flowRun: WireFlowRun;
  isEarlier: boolean;
}

/** Keys that one request asks for. */
const keysAtOnce = 100;

/**
 * Starts a run, unless an earlier `up` that was killed has started it: that one has the key of the same occasion, and has
 * not ended otherwise than COMPLETED.
 */
export async function beginOrGoOn(client: Client, occasion: Occasion): Promise<Attempt> {
  const { deployment, parameters, cause } = occasion;
  const base = createHash("sha256")
    .update(JSON.stringify([deployment, parameters, ...cause]))
    .digest("hex")
    .slice(0, 32);
  const earlier = await attemptsOf(client, base);
  const latest = earlier.at(-1);
  if (latest && isLeftByKilledUp(client, latest, occasion)) return { flowRun: latest, isEarlier: true };
  const flowRun = await start(client, occasion, keyOf(base, earlier.length));
  return { flowRun, isEarlier: false };
}

function isLeftByKilledUp(client: Client, flowRun: WireFlowRun, { completedCounts }: Occasion): boolean {
  const { state_type, created } = flowRun;
  if (!isFinal(state_type)) return state_type !== "CANCELLING";
  if (state_type !== "COMPLETED" || completedCounts === "never") return false;
  return completedCounts === "always" || recently(new Date(created), client.serverTime() ?? new Date());
}

const keyOf = (base: string, attempt: number): string => `pulumi-${base}-${attempt}`;

/** The runs that were started for an occasion, in their order. */
async function attemptsOf(client: Client, base: string): Promise<WireFlowRun[]> {
  const found: WireFlowRun[] = [];
  for (;;) {
    const keys = Array.from({ length: keysAtOnce }, (_, index) => keyOf(base, found.length + index));
    const page = await client.firstPage<WireFlowRun>("/flow_runs/filter", {
      flow_runs: { idempotency_key: { any_: keys } },
    });
    found.push(...page.sort((one, other) => keys.indexOf(one.idempotency_key) - keys.indexOf(other.idempotency_key)));
    if (page.length < keysAtOnce) return found;
  }
}

async function start(
  client: Client,
  { deployment, parameters }: Occasion,
  idempotency_key: string,
): Promise<WireFlowRun> {
  const body = { state: { type: "SCHEDULED" }, parameters, idempotency_key };
  try {
    // The server answers the run of a key that it knows.
    return await client.post<WireFlowRun>(path`/deployments/${deployment}/create_flow_run`, body, { repeatable: true });
  } catch (error) {
    if (!(error instanceof ApiError && error.saysGone)) throw error;
    throw new Error("there is no such deployment; make it first, or write the id of one that exists", { cause: error });
  }
}
