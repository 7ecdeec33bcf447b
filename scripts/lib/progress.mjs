const heartbeatSeconds = 20;

/** @param {number} start Value of `performance.now()`. */
const secondsSince = (start) => Math.round((performance.now() - start) / 1000);

/**
 * Says what a long step does and how long it has taken: in place on a terminal, otherwise by a line at its start,
 * one each 20 seconds and one at its end.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = performance.now();
  const terminal = process.stdout.isTTY;
  const show = (state) => process.stdout.write(terminal ? `\r\x1b[K• ${title} … ${state}` : `• ${title} … ${state}\n`);
  if (terminal) show("");
  else process.stdout.write(`• ${title} …\n`);
  const clock = setInterval(() => show(`${secondsSince(start)} s`), (terminal ? 1 : heartbeatSeconds) * 1000);
  try {
    const result = await work();
    show(`done in ${secondsSince(start)} s`);
    return result;
  } catch (error) {
    show(`failed after ${secondsSince(start)} s`);
    throw error;
  } finally {
    clearInterval(clock);
    if (terminal) process.stdout.write("\n");
  }
}

/** Prints one line of the same shape for something that took no time. */
export function say(line) {
  process.stdout.write(`• ${line}\n`);
}
