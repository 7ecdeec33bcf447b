import { Client } from "../../sdk/src/api/client";
import type { Credentials } from "../../sdk/src/api/connection";
import { type DialectName, dialectOf } from "../../sdk/src/api/dialect";
import { workerAdvice } from "../../sdk/src/resources/worker-advice";
import { json, ScriptedServer } from "../support/scripted-server";

let server: ScriptedServer;
afterEach(() => server.stop());

interface Settings extends Credentials {
  workers?: string[];
  dialect?: DialectName;
  caCertificate?: string;
}

/** A server that has one pool, with workers of some states. */
async function clientOf(
  type: string,
  { workers = [] as string[], dialect = "prefect" as DialectName, ...shown }: Settings = {},
) {
  server = await ScriptedServer.start((received, response) => {
    const listed = workers.map((status) => ({ status }));
    json(200, received.path.endsWith("/workers/filter") ? listed : { type })(received, response);
  });
  return new Client({
    apiUrl: server.url,
    ...shown,
    keyAdvice: "",
    uiUrl: server.url,
    dialect: dialectOf(dialect),
    source: "the test",
    requestTimeout: 30,
    insecure: false,
  });
}

const start = (type: string, pool = "etl", product = "prefect", key = "") =>
  `work pool ${JSON.stringify(pool)} has no worker online; start one: \`${product.toUpperCase()}_API_URL=${server.url}${key} ${product} worker start --pool ${/^[\w.-]+$/.test(pool) ? pool : JSON.stringify(pool)} --type ${type}\``;

test.each([
  ["process", ""],
  ["docker", "; the worker needs the Python package prefect-docker"],
  ["kubernetes", "; the worker needs the Python package prefect-kubernetes"],
  ["ecs", "; the worker needs the Python package prefect-aws"],
  ["azure-container-instance", "; the worker needs the Python package prefect-azure"],
  ["cloud-run", "; the worker needs the Python package prefect-gcp"],
  ["cloud-run-v2", "; the worker needs the Python package prefect-gcp"],
  ["vertex-ai", "; the worker needs the Python package prefect-gcp"],
  ["constructor", ""],
])("a pool of type %s says how to start a worker, once", async (type, needed) => {
  const client = await clientOf(type);
  expect(await workerAdvice(client, "etl")).toEqual([start(type) + needed]);
  expect(await workerAdvice(client, "etl")).toEqual([]);
  expect(server.received).toHaveLength(2);
});

test.each([["ecs:push"], ["prefect:managed"]])("a pool of type %s needs no worker", async (type) => {
  expect(await workerAdvice(await clientOf(type), "etl")).toEqual([]);
});

test("a pool with a worker online says nothing, and one with workers that are away says it", async () => {
  expect(await workerAdvice(await clientOf("process", { workers: ["OFFLINE", "ONLINE"] }), "etl")).toEqual([]);
  await server.stop();
  expect(await workerAdvice(await clientOf("process", { workers: ["OFFLINE"] }), "etl")).toEqual([start("process")]);
});

test("a key is not printed, and a name that a shell would split is quoted", async () => {
  const client = await clientOf("process", { apiKey: "hush" });
  expect(await workerAdvice(client, "my pool")).toEqual([start("process", "my pool", "prefect", " PREFECT_API_KEY=…")]);
  expect(await workerAdvice(client, "my.pool-2_a")).toEqual([
    start("process", "my.pool-2_a", "prefect", " PREFECT_API_KEY=…"),
  ]);
});

test("what a proxy wants is named as variables of the worker, without its values, and what no worker can show is said", async () => {
  const client = await clientOf("process", {
    authString: "ci:hush",
    headers: { "X-Gateway": "hush" },
    caCertificate: "hush",
    clientCertificate: "hush",
    clientKey: "hush",
  });
  const variables = " PREFECT_API_AUTH_STRING=… PREFECT_CLIENT_CUSTOM_HEADERS=… PREFECT_API_SSL_CERT_FILE=…";
  expect(await workerAdvice(client, "etl")).toEqual([
    `${start("process", "etl", "prefect", variables)}; workers show no client certificate, so give it an address of the server that wants none`,
  ]);
});

test("in the dialect of Syntask modules are named, as their packages have several names", async () => {
  const client = await clientOf("docker", { dialect: "syntask" });
  expect(await workerAdvice(client, "etl", [{ "syntask_aws.deployments.steps.pull_from_s3": {} }])).toEqual([
    `${start("docker", "etl", "syntask")}; the worker needs the Python module syntask_docker`,
    'flows of work pool "etl" are fetched with syntask_aws: the image of its jobs needs the Python module syntask_aws',
  ]);
});

test("what fetches the code is told, each module once, by the packages that it needs", async () => {
  const client = await clientOf("process");
  const steps = [
    { "prefect.deployments.steps.git_clone": {} },
    { "prefect_azure.deployments.steps.pull_from_azure_blob_storage": {} },
    { "prefect_aws.deployments.steps.pull_from_s3": {} },
    { "prefect_aws.deployments.steps.other": {} },
    { "my_prefect_aws.steps.own": {} },
  ];
  expect(await workerAdvice(client, "etl", steps)).toEqual([
    start("process"),
    'flows of work pool "etl" are fetched with prefect_azure: the worker needs the Python packages prefect-azure and azure-storage-blob',
    'flows of work pool "etl" are fetched with prefect_aws: the worker needs the Python package prefect-aws',
  ]);
});
