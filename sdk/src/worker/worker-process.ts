import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../api/connection.js";
import { slugOf } from "../checks/names.js";
import type { ReadArgs } from "../provider/component-args.js";
import { outputValues } from "../provider/output-values.js";
import { programConnection } from "../provider/program.js";
import type { Refuse } from "../provider/refusal.js";
import type { workerArgs } from "./worker-args.js";
import { workerCommand } from "./worker-command.js";
import { WorkerRevision } from "./worker-revision.js";
import { faultOfUrl, type Reach } from "./worker-url.js";

type Args = ReadArgs<typeof workerArgs> & { connection?: pulumi.Input<string> };

/** What is of one platform. */
export interface Platform extends Reach {
  refuse: Refuse;
  /** Whatever else the workers run with: another value is another revision. */
  settings?: unknown;
}

/** What a platform has to run, the same for all of them. */
export interface WorkerProcess {
  workPool: pulumi.Output<string>;
  /** What the names of its workers are, or begin with. */
  workerName: pulumi.Output<string>;
  image: pulumi.Output<string>;
  environment: pulumi.Output<Record<string, string>>;
  /** More of the environment, as what only the workers may read. Encrypted in state. */
  secrets: pulumi.Output<Record<string, string>>;
  /** How the server's commands call a setting in their environment. */
  variable(setting: string): string;
  /**
   * The command of one worker.
   * @param name of this worker
   */
  command(name: pulumi.Input<string>): pulumi.Output<string[]>;
}

/** The workers of a component, whatever runs them. */
export function workerProcess(name: string, args: Args, platform: Platform, parent: pulumi.Resource): WorkerProcess {
  const { workQueues, limit, packages, apiKey, connection } = args;
  const known = connectionOf(connection);
  const workPool = nameOfPool(args.workPool);
  const apiUrl = reachableUrl(args.apiUrl ?? known.apiUrl, platform);
  const secrets = secretsOf(known, apiKey, args.secrets);
  const variable = (setting: string) => `${known.dialect.environmentPrefix}_${setting}`;
  const settings = pulumi.jsonStringify([workQueues, limit, apiUrl, secrets, args.environment, platform.settings]);
  const revision = new WorkerRevision(
    `${name}-revision`,
    {
      workPool,
      worker: slugOf(name),
      image: args.image && imageOf(args.image),
      packages,
      apiKey,
      settings: settings.apply((text) => createHash("sha256").update(text).digest("hex")),
      connection,
    },
    { parent },
  );
  const { workerName, workerImage, workerPackages } = revision;
  return {
    workPool,
    workerName,
    image: workerImage,
    environment: pulumi.all([apiUrl, args.environment ?? {}, workerPackages]).apply(
      ([url, own, installed]): Record<string, string> => ({
        [variable("API_URL")]: url,
        ...(installed.length > 0 && { EXTRA_PIP_PACKAGES: installed.join(" ") }),
        ...own,
      }),
    ),
    secrets,
    variable,
    command: (one) =>
      pulumi
        .all([one, workPool, workQueues, limit])
        .apply(([workerName, pool, queues, most]) =>
          workerCommand(known.dialect.name, { workPool: pool, workerName, workQueues: queues, limit: most }),
        ),
  };
}

/** The connection of a component's program; one that comes from an output is not known while the program runs. */
function connectionOf(name: pulumi.Input<string> | undefined): Connection {
  return programConnection(typeof name === "string" ? name : undefined);
}

const nameOfPool = (pool: Args["workPool"]): pulumi.Output<string> =>
  pulumi.Resource.isInstance(pool)
    ? (pool as unknown as { name: pulumi.Output<string> }).name
    : pulumi.output(pool as pulumi.Input<string>);

const imageOf = (image: NonNullable<Args["image"]>): pulumi.Input<string> =>
  typeof image === "object" && "image" in image ? image.image : (image as pulumi.Input<string>);

/** One that is known is refused while the program runs. */
function reachableUrl(given: pulumi.Input<string>, platform: Platform): pulumi.Input<string> {
  const checked = (url: string) => {
    const fault = faultOfUrl(url, platform);
    return fault ? platform.refuse(`\`apiUrl\` ${fault}`) : url;
  };
  return outputValues.apply([given], checked) as pulumi.Input<string>;
}

/** What the workers show the server, and what the program adds. */
function secretsOf(
  { apiKey: ownKey, authString, dialect }: Connection,
  apiKey: pulumi.Input<string> | undefined,
  others: Args["secrets"],
): pulumi.Output<Record<string, string>> {
  const prefix = dialect.environmentPrefix;
  const key = apiKey ?? ownKey;
  const shown = key === undefined ? { [`${prefix}_API_AUTH_STRING`]: authString } : { [`${prefix}_API_KEY`]: key };
  const all = pulumi.all([shown, others ?? {}]).apply(([credentials, added]) => ({ ...credentials, ...added }));
  return pulumi.secret(all.apply((values) => withoutNothing(values)));
}

const withoutNothing = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
