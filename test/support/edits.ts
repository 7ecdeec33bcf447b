import type { Subject } from "../conformance/subject";

type Properties = Record<string, any>;

/** One edit of one field: the value at a path inside its input. */
export interface Edit {
  property: string;
  /** Keys and indexes, the property among them. */
  path: readonly (string | number)[];
  value: unknown;
}

const workingDirectory = "prefect.deployments.steps.set_working_directory";

/** Of inputs that have parts, one part. All others are edited whole. */
const parts: Record<string, Record<string, [rest: readonly (string | number)[], value: unknown]>> = {
  Automation: {
    trigger: [["triggers", 0, "expect", 0], "prefect.flow-run.Late"],
    actions: [[0, "type"], "pause-work-pool"],
    actionsOnTrigger: [[0, "type"], "suspend-flow-run"],
    actionsOnResolve: [[0, "parameters", "day"], 2],
  },
  AwsCredentials: { awsClientParameters: [["useSsl"], true] },
  Block: { data: [["url"], "https://hooks.invalid/two"] },
  Deployment: {
    pullSteps: [[0, workingDirectory, "directory"], "/other"],
    schedules: [[0, "cron"], "0 7 * * *"],
    parameters: [["size"], 2],
    parameterOpenApiSchema: [["properties", "size", "type"], "integer"],
    jobVariables: [["env", "MODE"], "slow"],
    tags: [[2], "c"],
  },
  Flow: { tags: [[1], "c"] },
  FlowRunNotificationPolicy: { stateNames: [[1], "Late"], tags: [[1], "sales"] },
  Variable: { value: [["list", 0], "b"], tags: [[2], "c"] },
  WorkPool: { jobDefaults: [["stream_output"], true], jobConfiguration: [["env", "MODE"], "slow"] },
};

/** One edit for each field of a kind that can be changed in place. */
export const editsOf = ({ kind, changes }: Subject): Edit[] =>
  Object.entries(changes).map(([property, whole]) => {
    const [rest, value] = parts[kind]?.[property] ?? [[], whole];
    return { property, path: [property, ...rest], value };
  });

/** Inputs with an edit. */
export function withEdit(inputs: Properties, { path, value }: Pick<Edit, "path" | "value">): Properties {
  // A structured clone would keep parts that two places share.
  const copy = JSON.parse(JSON.stringify(inputs));
  const last = path.at(-1)!;
  const parent = path.slice(0, -1).reduce<any>((inner, key) => inner[key], copy);
  parent[last] = value;
  return copy;
}

/** A path as Pulumi writes it: `schedules[0].cron`. */
export const pathText = (path: readonly (string | number)[]): string =>
  path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      if (!/^\w+$/.test(key)) return `["${key}"]`;
      return index === 0 ? key : `.${key}`;
    })
    .join("");
