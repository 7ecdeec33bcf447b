import { ownValue } from "../../api/own-value.js";
import { infrastructureOf } from "../work-pool-template.js";

/** An amount of memory, such as `"2 GiB"` or `"512 MiB"`. */
export type Memory = `${number} MiB` | `${number} GiB`;

/** A share of processors, such as `"0.5 vCPU"`. */
export type Processors = `${number} vCPU`;

/** A number with its unit. */
export interface Amount {
  number: number;
  unit: string;
}

/** @returns `undefined` for what is no amount of memory and no share of processors */
export function amountIn(value: unknown): Amount | undefined {
  const [, number, unit] = (typeof value === "string" && /^(\d+(?:\.\d+)?) (vCPU|MiB|GiB)$/.exec(value)) || [];
  return unit === undefined ? undefined : { number: Number(number), unit };
}

/** How the job templates write an amount, by type and variable. Source: `docs/server-rules.md`, "Job variables". */
const forms: { readonly [type: string]: { readonly [variable: string]: (amount: Amount) => string | number } } = {
  "azure-container-instance": { cpu: inProcessors, memory: (amount) => mebibytes(amount) / 1024 },
  "cloud-run": { cpu: inThousandths, memory: inMi },
  "cloud-run-v2": { cpu: inThousandths, memory: inMi },
  docker: { mem_limit: inDockerUnits, memswap_limit: inDockerUnits },
  ecs: { cpu: ({ number }) => Math.round(number * 1024), memory: mebibytes },
  kubernetes: { cpu_request: inThousandths, cpu_limit: inThousandths, memory_request: inMi, memory_limit: inMi },
};

/**
 * The value that a pool's job template takes for an amount with a unit. Anything else is returned as it is.
 *
 * @param type of the pool
 * @param variable its name on the server
 */
export function inTemplateUnit(type: string, variable: string, value: unknown): unknown {
  const form = ownValue(ownValue(forms, infrastructureOf(type)) ?? {}, variable);
  const amount = amountIn(value);
  if (!form || !amount || variable.startsWith("cpu") !== (amount.unit === "vCPU")) return value;
  return form(amount);
}

function inProcessors({ number }: Amount): number {
  return number;
}

function inThousandths({ number }: Amount): string {
  return `${Math.round(number * 1000)}m`;
}

export function mebibytes({ number, unit }: Amount): number {
  return Math.round(unit === "GiB" ? number * 1024 : number);
}

function inMi(amount: Amount): string {
  return `${mebibytes(amount)}Mi`;
}

function inDockerUnits(amount: Amount): string {
  return `${mebibytes(amount)}m`;
}
