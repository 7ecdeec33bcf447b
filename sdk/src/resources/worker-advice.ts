import { type Client, path } from "../api/client.js";
import { type ConnectionSetting, environmentNames, givenSettings } from "../api/connection.js";
import { ownValue } from "../api/own-value.js";
import { currentRun } from "../engine/run.js";

/** A work pool, as those who wait for its workers see it. */
interface Pool {
  type: string;
  isPaused: boolean;
  /** Whether a worker of it has been heard of lately. */
  hasWorker: boolean;
  /** Seconds since a worker of it was heard of. */
  silentSeconds: number;
}

/** Pools that run flows without a worker. */
export const workerless = /:(push|managed)$/;

/** The integration whose package has the worker of a type; a type that is not here needs none. */
const integrations: Record<string, string> = {
  docker: "docker",
  kubernetes: "kubernetes",
  ecs: "aws",
  "azure-container-instance": "azure",
  "cloud-run": "gcp",
  "cloud-run-v2": "gcp",
  "vertex-ai": "gcp",
};

/** Packages that a module's pull step needs, and a worker does not. */
const besides: Record<string, string> = { prefect_azure: "azure-storage-blob", prefect_gcp: "google-cloud-storage" };

const workerOf = (pool: string): string => JSON.stringify(["worker", pool]);

/** Remembers that the program runs a worker of a pool, so that nobody is told to start one. */
export const noteWorkerOf = (pool: string): void => currentRun.declares(workerOf(pool));

/** Whether the program runs a worker of a pool. */
export const hasOwnWorker = (pool: string): boolean => currentRun.isDeclared(workerOf(pool));

/** What each process has said already. */
const said = new WeakMap<Client, Set<string>>();

/**
 * How to start a worker of a pool that has none in sight, and which modules it needs. Each line is said once.
 * Source: `docs/server-rules.md`, "Workers".
 *
 * @param pullSteps of a deployment in the pool
 */
export async function workerAdvice(client: Client, name: string, pullSteps: readonly object[] = []): Promise<string[]> {
  const { type, hasWorker } = await client.remember(`worker of ${name}`, () => lookAtPool(client, name));
  if (hasWorker || workerless.test(type) || hasOwnWorker(name)) return [];
  const { dialect } = client;
  const integration = ownValue(integrations, type);
  const own = [
    ...(integration ? [needed("the worker", `${dialect.name}_${integration}`)] : []),
    ...(client.connection.clientCertificate ? [addressOfItsOwn] : []),
  ];
  const place = type === "process" ? "the worker" : "the image of its jobs";
  return [
    `work pool "${name}" has no worker online; start one: ${[`\`${startCommand(client, name, type)}\``, ...own].join("; ")}`,
    ...modulesOf(pullSteps, dialect.name).map(
      (module) => `flows of work pool "${name}" are fetched with ${module}: ${needed(place, module, besides)}`,
    ),
  ].filter((line) => isNew(client, line));
}

const addressOfItsOwn = "workers show no client certificate, so give it an address of the server that wants none";

/** The command that starts a worker of a pool. */
export function startCommand({ connection, dialect }: Client, pool: string, type: string): string {
  const prefix = dialect.environmentPrefix;
  const more = givenSettings(connection).filter(isOfWorkers);
  const variables = more.map((setting) => ` ${prefix}_${environmentNames[setting]}=…`).join("");
  const quoted = /^[\w.-]+$/.test(pool) ? pool : JSON.stringify(pool);
  return `${prefix}_API_URL=${connection.apiUrl}${variables} ${dialect.name} worker start --pool ${quoted} --type ${type}`;
}

/** Workers have no setting for a certificate of theirs. */
const isOfWorkers = (setting: ConnectionSetting): boolean => !["clientCertificate", "clientKey"].includes(setting);

/** On the package index there are Prefect's packages; modules of Syntask come in packages of several names. */
function needed(place: string, module: string, besides: Record<string, string> = {}): string {
  if (!module.startsWith("prefect_")) return `${place} needs the Python module ${module}`;
  const names = [module.replace("_", "-"), ownValue(besides, module)].filter((name) => name !== undefined);
  return `${place} needs the Python package${names.length > 1 ? "s" : ""} ${names.join(" and ")}`;
}

/** A pool as it is now. */
export async function lookAtPool(client: Client, name: string): Promise<Pool> {
  const [{ type, is_paused: isPaused }, workers] = await Promise.all([
    client.get<{ type: string; is_paused: boolean }>(path`/work_pools/${name}`),
    client.list<{ status: string; last_heartbeat_time: string }>(path`/work_pools/${name}/workers/filter`),
  ]);
  const heard = Math.max(...workers.map(({ last_heartbeat_time: time }) => Date.parse(time)));
  return {
    type,
    isPaused,
    hasWorker: workers.some(({ status }) => status === "ONLINE"),
    silentSeconds: Math.round((Date.now() - heard) / 1_000),
  };
}

/** Modules beside the core's from which a worker takes its steps. */
function modulesOf(pullSteps: readonly object[], core: string): string[] {
  const modules = pullSteps.flatMap((step) => Object.keys(step)).map((step) => step.split(".")[0]!);
  return [...new Set(modules)].filter((module) => module.startsWith(`${core}_`));
}

function isNew(client: Client, line: string): boolean {
  const lines = said.get(client) ?? new Set();
  said.set(client, lines);
  if (lines.has(line)) return false;
  lines.add(line);
  return true;
}
