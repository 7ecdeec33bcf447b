import { setTimeout as sleep } from "node:timers/promises";

const pause = 500;

/** Asks until there is an answer. */
export async function until<T>(ask: () => Promise<T | undefined>, seconds = 120): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(pause)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`nothing after ${seconds} s: ${ask}`);
}
