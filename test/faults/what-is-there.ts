import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { raw } from "../support/raw-api";
import { byText, type Found, type Mixture, variableName } from "./mixed-stack";

/** What there is of a name, asked for behind the package's back. */
export async function whatIsThere(s3: S3Client, { name, bucket }: Omit<Mixture, "edition">): Promise<Found> {
  const list = (path: string, body: object = {}): Promise<any[]> => raw("POST", `/${path}/filter`, body);
  const named = { name: { any_: [name] } };
  const inFlow = { flows: { name: { any_: [name] } } };
  const found = {
    pools: (await list("work_pools", { work_pools: named })).map((pool) => ({
      name: pool.name,
      limit: pool.concurrency_limit,
    })),
    queues: (await list(`work_pools/${name}/queues`).catch(() => [])).map((queue) => ({
      name: queue.name,
      description: queue.description,
    })),
    flows: (await list("flows", { flows: named })).map((flow) => ({ name: flow.name, tags: flow.tags })),
    variables: (await list("variables", { variables: { name: { like_: `${variableName(name)}` } } }))
      .filter((variable) => [variableName(name), `${variableName(name)}_release`].includes(variable.name))
      .map((variable) => ({
        name: variable.name,
        ...(variable.name.endsWith("_release") ? {} : { value: variable.value }),
      })),
    blocks: (await list("block_documents", { block_documents: named, include_secrets: true })).map((block) => ({
      type: block.block_type.slug,
      data: block.data,
    })),
    automations: (await list("automations", { automations: named })).map((automation) => ({
      name: automation.name,
      description: automation.description,
    })),
    globalLimits: (await list("v2/concurrency_limits"))
      .filter((limit) => limit.name === name)
      .map((limit) => ({ name, limit: limit.limit })),
    tagLimits: (await list("concurrency_limits"))
      .filter((limit) => limit.tag === name)
      .map((limit) => ({ tag: name, limit: limit.concurrency_limit })),
    deployments: (await list("deployments", inFlow)).map((deployment) => ({
      name: deployment.name,
      pool: deployment.work_pool_name,
      queue: deployment.work_queue_name,
      tags: deployment.tags,
      description: deployment.description,
      parameters: deployment.parameters,
      limit: deployment.global_concurrency_limit?.limit,
      schedules: deployment.schedules
        .map((one: any) => ({
          says: one.schedule.cron ?? one.schedule.interval ?? one.schedule.rrule,
          mostScheduled: one.max_scheduled_runs,
          mostActive: one.max_active_runs,
        }))
        .sort(byText),
    })),
    files: await filesOf(s3, bucket, name),
  };
  return Object.fromEntries(Object.entries(found).map(([kind, objects]) => [kind, objects.sort(byText)]));
}

/** Files of both uploads. */
async function filesOf(s3: S3Client, bucket: string, name: string): Promise<{ path: string; content: string }[]> {
  const all = await contents(s3, bucket);
  return Object.entries(all).flatMap(([key, content]) => {
    if (key.startsWith(`${name}/`)) return [{ path: key.slice(name.length + 1), content }];
    const [folder, digest, ...rest] = key.split("/");
    if (folder !== `${name}-releases`) return [];
    if (digest === ".releases") return [{ path: "a release is used", content: "" }];
    return [{ path: `in a release: ${rest.join("/")}`, content }];
  });
}

async function contents(s3: S3Client, bucket: string): Promise<Record<string, string>> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const read = Contents.map(async ({ Key = "" }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return [Key, await Body!.transformToString()];
  });
  return Object.fromEntries(await Promise.all(read));
}
