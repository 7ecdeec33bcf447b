import { isDeepStrictEqual } from "node:util";
import type { Client } from "../api/client.js";
import type { Json } from "../provider/definition.js";
import { Deployment } from "../resources/deployment.js";
import { emptyParameterSchema } from "../resources/deployment-request.js";
import { Flow } from "../resources/flow.js";
import { WorkPool } from "../resources/work-pool.js";
import { defaultTemplate, type JobTemplate, withDefaults } from "../resources/work-pool-template.js";
import { WorkQueue } from "../resources/work-queue.js";
import { type ExportedObject, Reference, type Value } from "./exported-object.js";
import { meaningful } from "./meaningful.js";

interface Named {
  id: string;
  name: string;
}

/** Work pools with their queues. */
export async function exportWorkPools(client: Client): Promise<ExportedObject[]> {
  const { reservedPrefix } = client.dialect;
  const pools = await client.filter<Named & { type: string; base_job_template: JobTemplate }>("work_pools", {});
  const queues = await client.filter<Named & { work_pool_name: string }>("work_queues", {});
  const own = pools.filter(({ name }) => !name.toLowerCase().startsWith(reservedPrefix));
  const exported: ExportedObject[] = [];
  for (const pool of own) {
    exported.push(await exportWorkPool(client, pool));
    for (const queue of queues) {
      if (queue.work_pool_name !== pool.name) continue;
      const object = await exportWorkQueue(client, queue, pool);
      if (object) exported.push(object);
    }
  }
  return exported;
}

async function exportWorkPool(
  client: Client,
  { id, name, type, base_job_template: template }: Named & { type: string; base_job_template: JobTemplate },
): Promise<ExportedObject> {
  const observed = await WorkPool.definition.read(client, id, { name, type });
  const { baseJobTemplate: _, jobDefaults: __, ...inputs } = observed!.inputs;
  return {
    id,
    kind: "WorkPool",
    name,
    inputs: {
      ...meaningful(WorkPool.definition, inputs, { paused: false }),
      name: undefined,
      ...(await templateInputs(client, type, template)),
    },
  };
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
async function exportWorkQueue(client: Client, { id, name }: Named, pool: Named): Promise<ExportedObject | undefined> {
  const observed = await WorkQueue.definition.read(client, id, { name, workPool: pool.name });
  const { priority: _, ...inputs } = observed!.inputs;
  const given = meaningful(WorkQueue.definition, inputs, { paused: false });
  const { name: __, workPool: ___, ...own } = given;
  if (name === "default" && Object.keys(own).length === 0) return undefined;
  return {
    id,
    kind: "WorkQueue",
    name: `${pool.name}-${name}`,
    inputs: { name, workPool: new Reference(pool.id, pool.name), ...own },
  };
}

/** Flows that say something of themselves: deployments make all others. */
export async function exportFlows(client: Client): Promise<ExportedObject[]> {
  const flows = await client.filter<Named & { tags: string[] }>("flows", {});
  return flows
    .filter(({ tags }) => tags.length > 0)
    .map(({ id, name, tags }) => ({ id, kind: Flow.definition.kind, name, inputs: { tags } }));
}

/** @returns the deployments, and the names of those without an entrypoint, which no program can declare */
export async function exportDeployments(client: Client): Promise<{ objects: ExportedObject[]; left: string[] }> {
  const flows = new Map((await client.filter<Named>("flows", {})).map(({ id, name }) => [id, name]));
  const pools = new Map((await client.filter<Named>("work_pools", {})).map(({ id, name }) => [name, id]));
  const deployments = await client.filter<Named & { flow_id: string }>("deployments", {});
  const objects: ExportedObject[] = [];
  const left: string[] = [];
  for (const { id, name, flow_id } of deployments) {
    const flow = flows.get(flow_id) ?? "";
    const observed = await Deployment.definition.read(client, id, {} as never);
    if (observed?.inputs.entrypoint == null) {
      left.push(`${flow}/${name}`);
      continue;
    }
    const { workPool, name: _, ...inputs } = meaningful(Deployment.definition, observed.inputs, trivialOfDeployments);
    const isAlone = deployments.filter((other) => other.name === name).length === 1;
    objects.push({
      id,
      kind: "Deployment",
      name: isAlone ? name : `${flow}-${name}`,
      state: observed.state,
      inputs: {
        name: isAlone ? undefined : name,
        flow: new Reference(flow_id, flow),
        ...inputs,
        workPool: workPool && new Reference(pools.get(workPool) ?? "", workPool),
      },
    });
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
