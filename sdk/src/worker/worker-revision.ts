import type * as pulumi from "@pulumi/pulumi";
import { Client, path } from "../api/client.js";
import { ApiError, ConnectionError } from "../api/errors.js";
import { defineFields } from "../engine/define-fields.js";
import { type InputsOf, text, textSet } from "../engine/field.js";
import type { InnerArgsOf } from "../provider/define-resource.js";
import { SyntaskResource } from "../provider/resource.js";
import { noteWorkerOf } from "../resources/worker-advice.js";
import { newWorkerName } from "./worker-command.js";
import { imageOfServer } from "./worker-image.js";
import { packagesFor } from "./worker-packages.js";
import { deleteWorkers } from "./worker-records.js";

const fields = {
  workPool: text({ required: true, replaceOnChanges: true }),
  /** Name of the workers, which the revision is added to. */
  worker: text({ required: true, replaceOnChanges: true }),
  image: text({ default: null, replaceOnChanges: true }),
  packages: textSet({ default: null, replaceOnChanges: true }),
  /** The key of the workers, where it is not that of the connection. */
  apiKey: text({ default: null, secret: true, replaceOnChanges: true }),
  /** Digest of everything else that workers run with. */
  settings: text({ required: true, secret: true, replaceOnChanges: true }),
};

/** @internal */
export type WorkerRevisionArgs = InnerArgsOf<typeof fields>;
type Inputs = InputsOf<typeof fields>;

/** @internal */
export interface WorkerRevisionState {
  workerName: string;
  workerImage: string;
  workerPackages: string[];
}

/**
 * Workers that run with the same settings. Its name is drawn at random and is part of each worker's name, so that no worker
 * is taken for one of another revision. What the workers run in depends on it: it is deleted when they are gone, and takes
 * the records along that the server would keep for ever.
 *
 * @internal
 */
export class WorkerRevision extends SyntaskResource {
  /** What the names of its workers are, or begin with. */
  declare readonly workerName: pulumi.Output<string>;
  /** The image that was given, else that of the server's version when the revision was made. */
  declare readonly workerImage: pulumi.Output<string>;
  /** The packages that were given, else those that workers of the pool's type need beside a server's image. */
  declare readonly workerPackages: pulumi.Output<string[]>;

  constructor(name: string, args: WorkerRevisionArgs, opts?: pulumi.CustomResourceOptions) {
    super(WorkerRevision.definition, name, { ...args }, opts);
  }

  /** @internal */
  static override readonly definition = defineFields<typeof fields, WorkerRevisionState>(fields, {
    kind: "WorkerRevision",
    noun: "worker",
    label: ({ worker }) => worker ?? "",
    outputs: ["workerName", "workerImage", "workerPackages"],
    isEffect: true,
    createBeforeDelete: true,

    check({ workPool }) {
      if (workPool) noteWorkerOf(workPool);
    },

    async find() {
      return undefined;
    },

    async create(client, inputs) {
      await refuseWrongKey(client, inputs);
      const workerName = newWorkerName(inputs.worker);
      return { id: workerName, state: { workerName, ...(await softwareOf(client, inputs)) } };
    },

    async read(_, id, { workerName, workerImage, workerPackages }) {
      return { id, inputs: {}, state: { workerName, workerImage, workerPackages } };
    },

    async update(_, __, ___, { workerName, workerImage, workerPackages }) {
      return { workerName, workerImage, workerPackages };
    },

    async delete(client, _, { workPool, workerName }) {
      await deleteWorkers(client, workPool, workerName);
    },
  });
}

async function softwareOf(client: Client, { workPool, image, packages }: Inputs) {
  const pool = await client.find<{ type: string }>(path`/work_pools/${workPool}`);
  if (!pool) throw new Error(`there is no work pool "${workPool}"; declare it, or correct the name`);
  if (image) return { workerImage: image, workerPackages: packages ?? [] };
  return {
    workerImage: await imageOfServer(client),
    workerPackages: packages ?? packagesFor(client.dialect.name, pool.type),
  };
}

/** A worker with a wrong key ends at once, and whatever runs it starts it again and again. */
async function refuseWrongKey({ connection }: Client, { apiKey, workPool }: Inputs): Promise<void> {
  if (!apiKey || apiKey === connection.apiKey) return;
  try {
    await new Client({ ...connection, apiKey, authString: undefined }).get(path`/work_pools/${workPool}`);
  } catch (error) {
    const isRefused = error instanceof ConnectionError || (error instanceof ApiError && error.status === 403);
    if (!isRefused) throw error;
    throw new Error(
      `${connection.apiUrl} refuses the \`apiKey\` of the worker; write one that may read work pool "${workPool}"`,
      {
        cause: error,
      },
    );
  }
}
