import { mebibytesOf, processorsOf } from "../worker/worker-size.js";

/** Memory in GiB that Fargate has for each share of processors: from, to, and in steps of. */
const memoryOf: Readonly<Record<number, readonly [least: number, most: number, step: number]>> = {
  0.25: [0.5, 2, 0.5],
  0.5: [1, 4, 1],
  1: [2, 8, 1],
  2: [4, 16, 1],
  4: [8, 30, 1],
  8: [16, 60, 4],
  16: [32, 120, 8],
};

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
 * What is wrong with two amounts that are fine by themselves, as the rest of a line.
 *
 * @param cpu like `0.5 vCPU`
 * @param memory like `1 GiB`
 */
export function faultOfFargateSize(cpu: string, memory: string): string | undefined {
  const known = memoryOf[processorsOf(cpu)];
  if (!known) return `\`cpu\` is "${cpu}"; Fargate has ${Object.keys(memoryOf).sort(byNumber).join(", ")} vCPU`;
  const [least, most, step] = known;
  const given = mebibytesOf(memory) / 1024;
  const isSize = given >= least && given <= most && (given - least) % step === 0;
  // The smallest share is the one whose steps are not even.
  if (isSize && !(least === 0.5 && given === 1.5)) return undefined;
  const sizes = least === 0.5 ? "512 MiB, 1 GiB or 2 GiB" : `${least} to ${most} GiB in steps of ${step} GiB`;
  return `\`memory\` is "${memory}"; with ${cpu} Fargate has ${sizes}`;
}

const byNumber = (one: string, other: string): number => Number(one) - Number(other);
