/** A flow run as the server has it. */
export interface WireFlowRun {
  id: string;
  name: string;
  created: string;
  idempotency_key: string;
  state_type: string;
  state_name: string;
  state?: { message?: string | null } | null;
  work_pool_name?: string | null;
}

const finalTypes = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"];

/** Whether a run of a state has ended. */
export const isFinal = (stateType: string): boolean => finalTypes.includes(stateType);

/** Whether nobody has begun with a run of a state. */
export const isWaiting = (stateType: string): boolean => ["SCHEDULED", "PENDING"].includes(stateType);
