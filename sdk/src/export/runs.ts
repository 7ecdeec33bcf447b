import { isDeepStrictEqual } from "node:util";
import type { Client } from "../api/client.js";
import type { Json } from "../engine/definition.js";
import { Deployment } from "../resources/deployment.js";
import { emptyParameterSchema } from "../resources/deployment-request.js";
import { Flow } from "../resources/flow.js";
import { WorkPool } from "../resources/work-pool.js";
import { defaultTemplate, type JobTemplate, withDefaults } from "../resources/work-pool-template.js";
import { WorkQueue } from "../resources/work-queue.js";
import { type ExportedObject, Reference, type Value } from "./exported-object.js";
import { type Listed, listed } from "./listed.js";
import { meaningful } from "./meaningful.js";

/** The work pools of a server, for all whose export has to do with them. */
export const listWorkPools = (client: Client): Promise<Listed[]> => listed(WorkPool.definition, client);

/** Work pools with their queues. */
export async function exportWorkPools(client: Client, pools: readonly Listed[]): Promise<ExportedObject[]> {
  const { reservedPrefix } = client.dialect;
  const queues = await listed(WorkQueue.definition, client);
  const exported: ExportedObject[] = [];
  for (const pool of pools) {
    const { name } = pool.inputs;
    if (name.toLowerCase().startsWith(reservedPrefix)) continue;
    const { baseJobTemplate, jobDefaults: _, ...inputs } = pool.inputs;
    exported.push({
      id: pool.id,
      kind: "WorkPool",
      name,
      inputs: {
        ...meaningful(WorkPool.definition, inputs, { paused: false }),
        name: undefined,
        ...(await templateInputs(client, inputs.type, baseJobTemplate as JobTemplate)),
      },
    });
    const own = queues.filter(({ inputs: { workPool } }) => workPool === name);
    exported.push(...own.flatMap(({ id, inputs: queue }) => exportWorkQueue(id, queue, pool.id)));
  }
  return exported;
}

/** The defaults that a pool has of its own, where this is all in which it differs from its type. */
async function templateInputs(client: Client, type: string, template: JobTemplate): Promise<Record<string, Value>> {
  const original = await defaultTemplate(client, type).catch(() => undefined);
  if (!template.variables || isDeepStrictEqual(template, original)) return {};
  const changed = Object.entries(template.variables.properties ?? {}).filter(
    ([name, { default: value }]) =>
      value !== undefined && !isDeepStrictEqual(value, original?.variables.properties?.[name]?.default),
  );
  const defaults = Object.fromEntries(changed.map(([name, { default: value }]) => [name, value as Json]));
  const isSame = original && changed.every(([name]) => name in (original.variables.properties ?? {}));
  if (isSame && isDeepStrictEqual(withDefaults(original, defaults), template)) return { jobDefaults: defaults };
  return { baseJobTemplate: template as unknown as Value };
}

/** A default queue that nobody touched is left to its pool. */
function exportWorkQueue(id: string, inputs: Record<string, Json>, poolId: string): ExportedObject[] {
  const { name, workPool, priority: _, ...own } = inputs as Record<string, any>;
  const given = meaningful(WorkQueue.definition, own, { paused: false });
  if (name === "default" && Object.keys(given).length === 0) return [];
  const declared = { name, workPool: new Reference(poolId, workPool), ...given };
  return [{ id, kind: "WorkQueue", name: `${workPool}-${name}`, inputs: declared }];
}

/** Flows that say something of themselves: deployments make all others. */
export async function exportFlows(client: Client): Promise<ExportedObject[]> {
  const flows = await listed(Flow.definition, client);
  return flows
    .filter(({ inputs: { tags } }) => tags.length > 0)
    .map(({ id, inputs: { name, tags } }) => ({ id, kind: "Flow", name, inputs: { tags } }));
}

/** @returns the deployments, and the names of those without an entrypoint, which no program can declare */
export async function exportDeployments(
  client: Client,
  pools: readonly Listed[],
): Promise<{ objects: ExportedObject[]; left: string[] }> {
  const poolIds = new Map(pools.map(({ id, inputs: { name } }) => [name, id]));
  const deployments = await listed(Deployment.definition, client);
  const names = deployments.map(({ inputs: { name } }) => name);
  const objects: ExportedObject[] = [];
  const left: string[] = [];
  for (const { id, inputs: observed, state } of deployments) {
    const { flow, name } = observed;
    if (observed.entrypoint == null) {
      left.push(`${flow}/${name}`);
      continue;
    }
    const { name: _, flow: __, workPool, ...given } = meaningful(Deployment.definition, observed, trivialOfDeployments);
    const isAlone = names.indexOf(name) === names.lastIndexOf(name);
    const inputs = {
      name: isAlone ? undefined : name,
      flow: new Reference(state.flowId, flow),
      ...given,
      workPool: workPool && new Reference(poolIds.get(workPool) ?? "", workPool),
    };
    objects.push({ id, kind: "Deployment", name: isAlone ? name : `${flow}-${name}`, state, inputs });
  }
  return { objects, left };
}

const trivialOfDeployments = {
  pullSteps: [],
  workQueue: "default",
  schedules: [],
  parameterOpenApiSchema: emptyParameterSchema,
  jobVariables: {},
  paused: false,
};
