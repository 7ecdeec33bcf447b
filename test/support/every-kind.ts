import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { subjects } from "../conformance/subjects";
import { type Edit, editsOf, pathText, withEdit } from "./edits";
import { raw, serverUrl } from "./raw-api";
import { RecordingProxy } from "./recording-proxy";
import { Stack } from "./stack";

type Properties = Record<string, any>;

/** A resource of a stack that has resources of every kind. */
export interface Declared {
  kind: string;
  /** Name of the resource. */
  name: string;
  inputs: Properties;
  /** What is edited of it in a test. */
  edit?: Edit;
}

/** What a program does beside declaring the resources, as text of JavaScript. */
export interface Programming {
  /** A function of a declared resource that returns its options. @default none */
  options?: string;
  /** A function of a declared resource that returns its args. @default its inputs */
  args?: string;
  /** What stands before the resources. */
  before?: string;
}

/** One resource of each kind, with an edit inside one of its inputs where it has such. */
export async function oneOfEach(): Promise<Declared[]> {
  const declared: Declared[] = [];
  for (const subject of subjects) {
    const [edit] = editsOf(subject).sort((one, other) => other.path.length - one.path.length);
    declared.push({ kind: subject.kind, name: subject.kind, inputs: await subject.inputs(), edit });
  }
  return declared;
}

/** One resource for each field of each kind that can be edited in place. */
export async function oneForEachEdit(): Promise<Declared[]> {
  const declared: Declared[] = [];
  for (const subject of subjects) {
    for (const edit of editsOf(subject)) {
      declared.push({
        kind: subject.kind,
        name: `${subject.kind}.${edit.property}`,
        inputs: await subject.inputs(),
        edit,
      });
    }
  }
  return declared;
}

/** The same resources with what is edited of them. */
export const edited = (declared: readonly Declared[]): Declared[] =>
  declared.map((one) => (one.edit ? { ...one, inputs: withEdit(one.inputs, one.edit) } : one));

/** A stack, and the proxy between it and the server. */
export interface RecordedStack {
  stack: Stack;
  proxy: RecordingProxy;
  remove(): Promise<void>;
}

/** A stack that has made these resources, and keeps what it sends. */
export async function recordedStack(declared: readonly Declared[], programming?: Programming): Promise<RecordedStack> {
  const proxy = await RecordingProxy.start(serverUrl());
  const stack = await Stack.create({ config: { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect" } });
  const remove = async () => {
    await stack.remove();
    await proxy.stop();
  };
  try {
    await declare(stack, declared, programming);
    await stack.up();
  } catch (error) {
    await remove();
    throw error;
  }
  return { stack, proxy, remove };
}

/** Writes a program with these resources; to its functions each has the `path` of its edit and what it would be `edited`. */
export async function declare(
  stack: Stack,
  declared: readonly Declared[],
  { options = "() => ({})", args = "({ inputs }) => inputs", before = "" }: Programming = {},
): Promise<void> {
  await writeFile(join(stack.folder, "resources.json"), JSON.stringify(declared.map(withPath)));
  await stack.write(`
${before}
const optionsOf = ${options};
const argsOf = ${args};
for (const one of JSON.parse(require("node:fs").readFileSync("resources.json", "utf8"))) {
  new syntask[one.kind](one.name, argsOf(one), optionsOf(one));
}
`);
}

const withPath = (one: Declared) =>
  one.edit ? { ...one, path: pathText(one.edit.path), edited: withEdit(one.inputs, one.edit) } : one;

const addresses: Record<string, (id: string, inputs: Properties) => string> = {
  Automation: (id) => `/automations/${id}`,
  BlockSchema: (id) => `/block_schemas/${id}`,
  BlockType: (id) => `/block_types/${id}`,
  Deployment: (id) => `/deployments/${id}`,
  Flow: (id) => `/flows/${id}`,
  FlowRunNotificationPolicy: (id) => `/flow_run_notification_policies/${id}`,
  GlobalConcurrencyLimit: (id) => `/v2/concurrency_limits/${id}`,
  TagConcurrencyLimit: (id) => `/concurrency_limits/${id}`,
  Variable: (id) => `/variables/${id}`,
  WorkPool: (_, { name }) => `/work_pools/${name}`,
  WorkQueue: (_, { workPool, name }) => `/work_pools/${workPool}/queues/${name}`,
};

/** What the server has of a resource; kinds without an address of their own are blocks. */
export const onServer = ({ kind, inputs }: Declared, id: string): Promise<Properties> =>
  kind === "DeploymentSchedule"
    ? scheduleOnServer(id)
    : raw("GET", addresses[kind]?.(id, inputs) ?? `/block_documents/${id}?include_secrets=true`);

/** A schedule has no address of its own to be read from. */
async function scheduleOnServer(id: string): Promise<Properties> {
  const [deployment, own] = id.split("/");
  const schedules: Properties[] = await raw("GET", `/deployments/${deployment}/schedules`);
  const schedule = schedules.find((one) => one.id === own);
  if (!schedule) throw new Error(`deployment ${deployment} has no schedule ${own}`);
  return schedule;
}

/** Ids of the resources in a stack, by their names. */
export async function idsIn(stack: Stack): Promise<ReadonlyMap<string, string>> {
  const { deployment } = JSON.parse(await stack.expect("stack", "export"));
  const objects = deployment.resources.filter(({ id, type }: Properties) => id && !type.startsWith("pulumi:"));
  return new Map(objects.map(({ urn, id }: Properties) => [nameIn(urn), id]));
}

/** The resource's own name at the end of its URN. */
export const nameIn = (urn: string): string => urn.split("::").at(-1)!;
