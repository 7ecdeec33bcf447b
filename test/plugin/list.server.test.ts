import { ListRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Kinds } from "../../sdk/src/plugin/kinds";
import { readerOf } from "../../sdk/src/plugin/provider-config";
import { definitions } from "../../sdk/src/provider";
import { raw, serverUrl, unique } from "../support/raw-api";

const silent = { info: async () => {}, warn: async () => {}, progress: async () => {} };
const kinds = new Kinds(definitions, () => readerOf({ apiUrl: serverUrl(), dialect: "prefect" }), silent);

/** What the engine is told of the objects of a kind. */
async function listed(kind: string, limit = 0): Promise<{ id: string; name: string }[]> {
  const request = new ListRequest();
  request.setToken(`syntask:index:${kind}`);
  request.setLimit(limit);
  return (await kinds.list(request)).map((response) => response.getResult()!.toObject());
}

test("objects are listed by their ids and what people call them", async () => {
  const pool = await raw("POST", "/work_pools/", { name: unique("pool"), type: "process" });
  const queue = await raw("POST", `/work_pools/${pool.name}/queues/`, { name: "fast" });
  expect(await listed("WorkPool")).toContainEqual({ id: pool.id, name: pool.name });
  expect(await listed("WorkQueue")).toContainEqual({ id: queue.id, name: `${pool.name}/fast` });
});

test("no more is listed than was asked for", async () => {
  for (const name of ["a", "b"])
    await raw("POST", "/variables/", { name: unique(name).replaceAll("-", "_"), value: 1 });
  expect(await listed("Variable", 1)).toHaveLength(1);
});

test("a kind that the server does not list says so in one line", async () => {
  await expect(listed("DeploymentSchedule")).rejects.toThrow(
    "objects of the kind DeploymentSchedule: the server does not list them",
  );
});
