import { setTimeout as sleep } from "node:timers/promises";

/** What a failed attempt says about another one. */
export interface Failure {
  error: Error;
  /** Whether sending the request again can do harm or is pointless. */
  final: boolean;
  /** Milliseconds the server asked to wait. */
  wait?: number;
  /** Attempts after which this kind of failure is final all the same. */
  attempts?: number;
}

const firstWait = 50;
const longestWait = 5_000;
const longestTotal = 60_000;

/** Repeats an attempt with growing pauses until it succeeds, fails for good or a minute of waiting is over. */
export async function withRetries<T>(attempt: () => Promise<T>, judge: (error: unknown) => Failure): Promise<T> {
  let waited = 0;
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (thrown) {
      const { error, final, wait, attempts: most = Number.POSITIVE_INFINITY } = judge(thrown);
      if (final || attempts >= most || waited >= longestTotal) throw error;
      const pause = wait ?? Math.min(longestWait, firstWait * 2 ** (attempts - 1)) * (0.5 + Math.random());
      waited += pause;
      await sleep(pause);
    }
  }
}
