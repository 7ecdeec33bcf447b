import { faultOfSize, mebibytesOf, processorsOf } from "../worker/worker-size.js";

/** Memory in GiB that Fargate has for each share of processors. */
const memoryOf: ReadonlyMap<number, readonly number[]> = new Map([
  [0.25, [0.5, 1, 2]],
  [0.5, steps(1, 4, 1)],
  [1, steps(2, 8, 1)],
  [2, steps(4, 16, 1)],
  [4, steps(8, 30, 1)],
  [8, steps(16, 60, 4)],
  [16, steps(32, 120, 8)],
]);

function steps(least: number, most: number, step: number): number[] {
  return Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
}

/** A task's size in the units of task definitions. */
export interface FargateSize {
  cpu: string;
  memory: string;
}

export const fargateSize = (cpu: string, memory: string): FargateSize => ({
  cpu: String(processorsOf(cpu) * 1024),
  memory: String(mebibytesOf(memory)),
});

/**
 * What is wrong with the size of a task, as a line without its end.
 *
 * @param cpu like `0.5 vCPU`
 * @param memory like `1 GiB`
 */
export function faultOfFargateSize(cpu: string, memory: string): string | undefined {
  const fault = faultOfSize(cpu, memory);
  if (fault) return fault;
  const sizes = memoryOf.get(processorsOf(cpu));
  if (!sizes) return `\`cpu\` is "${cpu}"; Fargate has ${[...memoryOf.keys()].join(", ")} vCPU`;
  if (sizes.includes(mebibytesOf(memory) / 1024)) return undefined;
  return `\`memory\` is "${memory}"; with ${cpu} Fargate has ${sizes.join(", ")} GiB`;
}
