import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, LostAnswerError } from "./errors.js";

/** What a failed attempt says about another one. */
export interface Failure {
  error: Error;
  /** What went wrong: attempts are counted for each kind by itself, so that one does not use up another's. */
  kind: string;
  /** Attempts that may fail in this way; 1 when sending the request again can do harm or is pointless. */
  attempts: number;
  /** Milliseconds the server asked to wait. */
  wait?: number;
}

const firstWait = 50;
const longestWait = 5_000;
const longestTotal = 60_000;
/** Enough for a minute of pauses, whatever the server asks for. */
export const mostAttempts = 30;

/** Repeats an attempt with growing pauses until it succeeds, fails for good or a minute of waiting is over. */
export async function withRetries<T>(attempt: () => Promise<T>, judge: (error: unknown) => Failure): Promise<T> {
  const failures = new Map<string, number>();
  let waited = 0;
  for (let made = 1; ; made++) {
    try {
      return await attempt();
    } catch (thrown) {
      const { error, kind, attempts, wait = 0 } = judge(thrown);
      const failed = (failures.get(kind) ?? 0) + 1;
      failures.set(kind, failed);
      if (failed >= attempts || made >= mostAttempts || waited >= longestTotal) throw error;
      const pause = Math.max(wait, Math.min(longestWait, firstWait * 2 ** (made - 1)) * (0.5 + Math.random()));
      waited += pause;
      await sleep(pause);
    }
  }
}

const attemptsWithoutAnswer = 8;

/**
 * Repeats a write whose answer was lost. `attempt` looks first what became of it, where that is to be seen. A busy
 * server answers 503 for many seconds, as to other requests; one that does not answer costs a time-out each time.
 */
export function repeatLost<T>(attempt: () => Promise<T>): Promise<T> {
  return withRetries(attempt, (thrown) => {
    const error = thrown as Error;
    if (!(error instanceof LostAnswerError)) return { error, kind: "final", attempts: 1 };
    return { error, kind: "lost", attempts: error.cause instanceof ApiError ? mostAttempts : attemptsWithoutAnswer };
  });
}
