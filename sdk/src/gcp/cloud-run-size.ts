import { faultOfSize, mebibytesOf, processorsOf } from "../worker/worker-size.js";

/** Most memory in GiB, and the least of it, that Cloud Run's worker pools have for each number of processors. */
const memoryOf: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  [1, [0.5, 4]],
  [2, [0.5, 8]],
  [4, [2, 16]],
  [6, [4, 24]],
  [8, [4, 32]],
]);

/** The limits of a container as Cloud Run writes them. */
export interface CloudRunSize {
  cpu: string;
  memory: string;
}

export const cloudRunSize = (cpu: string, memory: string): CloudRunSize => ({
  cpu: String(processorsOf(cpu)),
  memory: `${mebibytesOf(memory)}Mi`,
});

/**
 * What is wrong with the size of a worker on Cloud Run, as a line without its end.
 *
 * @param cpu like `1 vCPU`
 * @param memory like `1 GiB`
 */
export function faultOfCloudRunSize(cpu: string, memory: string): string | undefined {
  const fault = faultOfSize(cpu, memory);
  if (fault) return fault;
  const bounds = memoryOf.get(processorsOf(cpu));
  if (!bounds) return `\`cpu\` is "${cpu}"; worker pools of Cloud Run have ${[...memoryOf.keys()].join(", ")} vCPU`;
  const [least, most] = bounds;
  const given = mebibytesOf(memory) / 1024;
  if (least <= given && given <= most) return undefined;
  return `\`memory\` is "${memory}"; with ${cpu} worker pools of Cloud Run have ${least} to ${most} GiB`;
}
