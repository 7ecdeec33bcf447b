import { amountIn, mebibytes } from "../resources/job-variables/quantity.js";

export const faultOfProcessors = (given: string): string | undefined =>
  amountIn(given)?.unit === "vCPU" ? undefined : `is "${given}"; write a share of processors, like "0.5 vCPU"`;

export const faultOfMemory = (given: string): string | undefined =>
  isMemory(given) ? undefined : `is "${given}"; write an amount of memory, like "512 MiB" or "2 GiB"`;

/** @param checked has no fault */
export const processorsOf = (checked: string): number => amountIn(checked)!.number;

/** @param checked has no fault */
export const mebibytesOf = (checked: string): number => mebibytes(amountIn(checked)!);

function isMemory(given: string): boolean {
  const unit = amountIn(given)?.unit;
  return unit !== undefined && unit !== "vCPU";
}
