import { faultOfSize, mebibytesOf, processorsOf } from "../worker/worker-size.js";

const [least, most, step] = [0.25, 4, 0.25];
const usual = 0.5;
/** There is no choice: the one says the other. */
const gibibytesPerProcessor = 2;

/** What a container has, as Container Apps write it. */
export interface ContainerAppSize {
  cpu: number;
  memory: string;
}

/**
 * The size of a worker, of which one part says the other, as Container Apps write it.
 *
 * @param cpu like `0.5 vCPU`
 * @param memory like `1 GiB`
 */
export function containerAppSize(cpu: string | undefined, memory: string | undefined): ContainerAppSize {
  const processors = processorsWith(cpu, memory);
  return { cpu: processors, memory: `${inMemory(processors)}Gi` };
}

/** What is wrong with the size of a worker in Container Apps, as a line without its end. */
export function faultOfContainerAppSize(cpu: string | undefined, memory: string | undefined): string | undefined {
  const fault = faultOfSize(cpu ?? "1 vCPU", memory ?? "1 GiB");
  if (fault) return fault;
  const processors = processorsWith(cpu, memory);
  if (processors < least || processors > most || !Number.isInteger(processors / step)) {
    return cpu === undefined
      ? `\`memory\` is "${memory}"; Container Apps have ${inMemory(least)} to ${inMemory(most)} GiB, in steps of ${inMemory(step)}`
      : `\`cpu\` is "${cpu}"; Container Apps have ${least} to ${most} vCPU, in steps of ${step}`;
  }
  if (memory === undefined || processors === processorsWith(undefined, memory)) return undefined;
  return `\`memory\` is "${memory}"; with ${cpu} Container Apps have ${inMemory(processors)} GiB; leave one of the two out`;
}

const inMemory = (processors: number): number => processors * gibibytesPerProcessor;

function processorsWith(cpu: string | undefined, memory: string | undefined): number {
  if (cpu !== undefined) return processorsOf(cpu);
  return memory === undefined ? usual : mebibytesOf(memory) / 1024 / gibibytesPerProcessor;
}
