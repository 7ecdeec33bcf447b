import { amountIn, mebibytes } from "../resources/job-variables/quantity.js";

export const faultOfProcessors = (given: string): string | undefined =>
  amountIn(given)?.unit === "vCPU" ? undefined : `is "${given}"; write a share of processors, like "0.5 vCPU"`;

export const faultOfMemory = (given: string): string | undefined =>
  isMemory(given) ? undefined : `is "${given}"; write an amount of memory, like "512 MiB" or "2 GiB"`;

/** What is wrong with the size of a worker, whatever it runs on, as a line without its end. */
export function faultOfSize(cpu: string, memory: string): string | undefined {
  const faults = { cpu: faultOfProcessors(cpu), memory: faultOfMemory(memory) };
  for (const [arg, fault] of Object.entries(faults)) if (fault) return `\`${arg}\` ${fault}`;
  return undefined;
}

/** @param checked has no fault */
export const processorsOf = (checked: string): number => amountIn(checked)!.number;

/** @param checked has no fault */
export const mebibytesOf = (checked: string): number => mebibytes(amountIn(checked)!);

function isMemory(given: string): boolean {
  const unit = amountIn(given)?.unit;
  return unit !== undefined && unit !== "vCPU";
}
