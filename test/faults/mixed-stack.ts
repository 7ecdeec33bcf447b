import { write } from "../support/flow-code-bench";
import type { Stack } from "../support/stack";

/** Both have the same objects, each with other values. */
export type Edition = 1 | 2;

/** What a program declares, by itself, so that a stack may have several under several names. */
export interface Mixture {
  /** Of every object: letters, digits and dashes. */
  name: string;
  bucket: string;
  edition: Edition;
}

const deployments = ["nightly", "hourly", "weekly"];
export const variableName = (name: string) => name.replaceAll("-", "_");

/** A program with an object of every kind that somebody has in a stack as a rule. */
export const programOf = ({ name, bucket, edition }: Mixture): string => `
const pool = new syntask.WorkPool("pool", { name: "${name}", type: "process", concurrencyLimit: ${edition} });
const queue = new syntask.WorkQueue("queue", { name: "${name}", workPool: pool, description: "edition ${edition}" });
const flow = new syntask.Flow("flow", { name: "${name}", tags: ["edition ${edition}"] });
new syntask.Variable("variable", { name: "${variableName(name)}", value: { edition: ${edition} } });
const secret = new syntask.Secret("secret", { name: "${name}", value: pulumi.secret("hush ${edition}") });
new syntask.Block("block", {
  typeSlug: "slack-webhook", name: "${name}",
  data: { url: "https://hooks.invalid/${edition}", notify_type: "prefect_default" },
});
new syntask.Automation("automation", {
  name: "${name}", description: "edition ${edition}", enabled: false,
  trigger: { type: "event", posture: "Reactive", expect: ["never"] }, actions: [{ type: "do-nothing" }],
});
new syntask.GlobalConcurrencyLimit("global", { name: "${name}", limit: ${edition} });
new syntask.TagConcurrencyLimit("tag", { tag: "${name}", limit: ${edition} });
const place = { store: "s3", location: { bucket: "${bucket}" }, source: "./flows-${edition}" };
const code = new syntask.FlowCode("code", { ...place, folder: "${name}" });
const released = new syntask.FlowCode("released", { ...place, folder: "${name}-releases", releases: { keep: 2 } });
const release = new syntask.Variable("release", { name: "${variableName(name)}_release", value: released.digest });
new syntask.ReleasePruning("releases", { code: released }, { dependsOn: release });
for (const name of ${JSON.stringify(deployments)}) {
  new syntask.Deployment(name, {
    flow, entrypoint: "etl.py:main", pullSteps: [], workPool: pool, workQueue: queue, tags: ["edition ${edition}"],
    description: "edition ${edition}",
    parameters: { edition: ${edition}, secret: pulumi.interpolate\`{{ prefect.blocks.secret.\${secret.name} }}\` },
    concurrencyLimit: ${edition},
    schedules: [
      { cron: "0 ${edition} 29 2 *", maxScheduledRuns: ${edition}, active: false },
      { interval: 86400 * ${edition}, anchorDate: "2050-01-01T00:00:00Z", maxActiveRuns: 1, active: false },
      { rrule: "FREQ=WEEKLY;BYDAY=MO", active: false },
    ],
  }, { dependsOn: code });
}
exports.digest = released.digest;
`;

const files: Record<Edition, Record<string, string>> = {
  1: { "etl.py": "1", "lib/helpers.py": "same", "lib/old.py": "goes" },
  2: { "etl.py": "2", "lib/helpers.py": "same", "lib/new.py": "comes" },
};

/** Writes the flow code of both editions. */
export async function writeFlows(stack: Stack): Promise<void> {
  for (const edition of [1, 2] as const) {
    const inFolder = Object.entries(files[edition]).map(([path, text]) => [`../flows-${edition}/${path}`, text]);
    await write(stack, Object.fromEntries(inFolder));
  }
}

/** Everything of a name that a server and a bucket have, in few words. */
export type Found = Record<string, unknown[]>;

export const nothing: Found = {
  pools: [],
  queues: [],
  flows: [],
  variables: [],
  blocks: [],
  automations: [],
  globalLimits: [],
  tagLimits: [],
  deployments: [],
  files: [],
};

/** @param editions the last one, and before it those whose releases are still there */
export function declared(name: string, ...editions: [...Edition[], Edition]): Found {
  const edition = editions.at(-1) as Edition;
  return {
    pools: [{ name, limit: edition }],
    queues: [
      { name: "default", description: "The work pool's default queue." },
      { name, description: `edition ${edition}` },
    ].sort(byText),
    flows: [{ name, tags: [`edition ${edition}`] }],
    variables: [{ name: variableName(name), value: { edition } }, { name: `${variableName(name)}_release` }],
    blocks: [
      { type: "secret", data: { value: `hush ${edition}` } },
      { type: "slack-webhook", data: { url: `https://hooks.invalid/${edition}`, notify_type: "prefect_default" } },
    ],
    automations: [{ name, description: `edition ${edition}` }],
    globalLimits: [{ name, limit: edition }],
    tagLimits: [{ tag: name, limit: edition }],
    deployments: [...deployments].sort().map((deployment) => ({
      name: deployment,
      pool: name,
      queue: name,
      tags: [`edition ${edition}`],
      description: `edition ${edition}`,
      parameters: { edition, secret: `{{ prefect.blocks.secret.${name} }}` },
      limit: edition,
      schedules: [
        { says: `0 ${edition} 29 2 *`, mostScheduled: edition, mostActive: null },
        { says: 86_400 * edition, mostScheduled: null, mostActive: 1 },
        { says: "FREQ=WEEKLY;BYDAY=MO", mostScheduled: null, mostActive: null },
      ].sort(byText),
    })),
    files: [
      ...Object.entries(files[edition]).map(([path, content]) => ({ path, content })),
      ...editions.flatMap((one) =>
        Object.entries(files[one]).map(([path, content]) => ({ path: `in a release: ${path}`, content })),
      ),
      ...editions.map(() => ({ path: "a release is used", content: "" })),
    ].sort(byText),
  };
}

/** An order that depends on nothing but the values. */
export const byText = (one: unknown, other: unknown): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
