import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks the probes of a container as long as it runs: first whether it has started, then whether it is ready and whether it lives.
 *
 * @param {object} specification Of the container.
 * @param {import("./container.mjs").Container} container
 * @param {number | undefined} seconds Between questions, in the place of what the probes say.
 * @param {(health: { started?: boolean, ready?: boolean }) => void} tell
 * @param {(why: string) => void} kill
 */
export async function probe(specification, container, seconds, tell, kill) {
  const { startupProbe, readinessProbe, livenessProbe } = specification;
  const ask = (one) => container.succeeds(one.exec.command, one.timeoutSeconds ?? 1);
  const pause = (one) => sleep((seconds ?? one.periodSeconds ?? 10) * 1000);
  const isOver = () => container.exitCode !== undefined;

  if (startupProbe) {
    const most = (startupProbe.periodSeconds ?? 10) * (startupProbe.failureThreshold ?? 3) * 1000;
    for (const deadline = performance.now() + most; !(await ask(startupProbe)); await pause(startupProbe)) {
      if (isOver()) return;
      if (performance.now() > deadline) return kill("failed startup probe");
    }
  }
  tell({ started: true, ready: readinessProbe === undefined });
  await Promise.all([
    readinessProbe &&
      repeat(readinessProbe, (isWell, failures) => {
        if (isWell) tell({ ready: true });
        else if (failures >= (readinessProbe.failureThreshold ?? 3)) tell({ ready: false });
      }),
    livenessProbe &&
      repeat(livenessProbe, (_, failures) => {
        if (failures >= (livenessProbe.failureThreshold ?? 3)) kill("failed liveness probe");
      }),
  ]);

  async function repeat(one, react) {
    let failures = 0;
    for (; !isOver(); await pause(one)) {
      failures = (await ask(one)) ? 0 : failures + 1;
      if (!isOver()) react(failures === 0, failures);
    }
  }
}
