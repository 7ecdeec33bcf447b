import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { defineFields } from "../engine/define-fields.js";
import type { Json, OperationContext } from "../engine/definition.js";
import { anyOf, type InputsOf, integer, map, text } from "../engine/field.js";
import { canonicalJson } from "../engine/json.js";
import { identityOf } from "../engine/ownership.js";
import { currentRun } from "../engine/run.js";
import { type ArgsOf, inputsFor } from "../provider/define-resource.js";
import { SyntaskResource } from "../provider/resource.js";
import { Deployment } from "./deployment.js";
import { fields as deploymentFields } from "./deployment-fields.js";
import { beginOrGoOn } from "./flow-run/attempts.js";
import { flowRunUrl } from "./flow-run/failure.js";
import { untilCompleted } from "./flow-run/wait.js";

/** Seconds that a run has where the program says no number. */
const usualTimeout = 600;

const fields = {
  /**
   * The deployment, or its id. In TypeScript each change of a `Deployment`, and of the code that its storage uploads, starts another
   * run; of an id `triggers` tell what has changed.
   */
  deployment: anyOf<string, pulumi.Input<string> | Deployment<any>>({ resourceOutput: "id" })({ required: true }),
  /** Values of the flow's parameters, over those of the deployment. A change starts another run. @default {} */
  parameters: map({ default: {} }),
  /** Any values, such as inputs of the deployment and a digest of its code: a change of one starts another run. @default [] */
  triggers: anyOf<Json[], pulumi.Input<pulumi.Input<Json>[]>>()({ default: [] }),
  /** Seconds that a run has from its start to its end, the wait for a worker among them; then it is cancelled. @default 600 */
  timeoutSeconds: integer({ default: usualTimeout, min: 1 }),
};

/** What follows from the program, and is not written in it. */
const following = {
  /** Stands for the inputs and the code of the deployment, where the program has it as a resource. */
  deploymentDigest: text(),
  /** Which resource starts the runs: `project/stack/resource`. A stack that is renamed starts none. */
  owner: text({ default: "", canonical: () => "" }),
};

/** Inputs of which a change starts another run. */
const startedBy = ["deployment", "parameters", "triggers", "deploymentDigest"];

const allFields = { ...fields, ...following };
type Inputs = InputsOf<typeof allFields>;

/** The args of {@link FlowRun}. */
export type FlowRunArgs = Omit<ArgsOf<typeof fields>, "adopt">;

interface FlowRunState {
  flowRunId: string;
  state: string;
  url: string;
}

/**
 * One flow run after each change of a deployment, for which the `up` waits: unless the run is COMPLETED in time, the `up` fails with
 * the run's own error, and the next one starts another run. A preview starts nothing, and destroying it deletes no run. A resource
 * and no resource hook: what a hook has refused is forgotten by the next `up`, and Pulumi before 3.238 only warns of it.
 *
 * @example
 * ```ts
 * const nightly = new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage, workPool: pool });
 * new syntask.FlowRun("smoke", { deployment: nightly, parameters: { rows: 10 }, timeoutSeconds: 300 });
 * ```
 */
export class FlowRun extends SyntaskResource {
  /** Id of the deployment. */
  declare readonly deployment: pulumi.Output<string>;
  /** Values of the flow's parameters, over those of the deployment. */
  declare readonly parameters: pulumi.Output<Record<string, Json> | undefined>;
  /** Values of which a change starts another run. */
  declare readonly triggers: pulumi.Output<Json[] | undefined>;
  /** Seconds that a run has from its start to its end. */
  declare readonly timeoutSeconds: pulumi.Output<number | undefined>;
  /** Id of the last run. */
  declare readonly flowRunId: pulumi.Output<string>;
  /** Type of the state in which the last run has ended: `COMPLETED`. */
  declare readonly state: pulumi.Output<string>;
  /** URL of the page of the last run in the UI. */
  declare readonly url: pulumi.Output<string>;

  constructor(name: string, args: FlowRunArgs, opts?: pulumi.CustomResourceOptions) {
    const { deployment } = args;
    const deploymentDigest = Deployment.isInstance(deployment) ? digestOf(deployment as Deployment) : undefined;
    super(FlowRun.definition, name, inputsFor(FlowRun.definition, name, { ...args, deploymentDigest }), opts);
  }

  /** @internal */
  static override readonly definition = defineFields<typeof allFields, FlowRunState>(allFields, {
    kind: "FlowRun",
    noun: "flow run",
    label: ({ owner = "" }) => owner.slice(owner.lastIndexOf("/") + 1),
    isEffect: true,
    identity: ({ owner }) => ["FlowRun", owner],
    outputs: ["flowRunId", "state", "url"],

    normalize: (given, _, { stack, name }) => ({ ...given, owner: `${stack}/${name}` }),

    async find() {
      return undefined;
    },

    async create(client, inputs, context) {
      const isInState = currentRun.isInState(identityOf(FlowRun.definition, inputs));
      const state = await run(client, inputs, { isAnew: isInState }, context);
      return { id: state.flowRunId, state };
    },

    async read(_, id, { flowRunId, state, url }) {
      return { id, inputs: {}, state: { flowRunId, state, url } };
    },

    async update(client, _, inputs, { flowRunId, state, url }, context) {
      if (!context.changed.some((name) => startedBy.includes(name))) return { flowRunId, state, url };
      return run(client, inputs, { after: flowRunId }, context);
    },

    async delete() {},
  });
}

/** Starts a run and waits for its end. */
async function run(
  client: Client,
  inputs: Inputs,
  { after, isAnew = false }: { after?: string; isAnew?: boolean },
  context: OperationContext,
): Promise<FlowRunState> {
  const { deployment, parameters = {}, triggers = [], deploymentDigest, owner, timeoutSeconds = usualTimeout } = inputs;
  const { flowRun, isEarlier } = await beginOrGoOn(client, {
    deployment,
    parameters,
    cause: [owner, triggers, deploymentDigest, after],
    completedCounts: after !== undefined ? "always" : isAnew ? "never" : "recently",
  });
  const { id, name } = flowRun;
  if (isEarlier) context.say(`waits for run "${name}", which an \`up\` has started that was broken off`);
  await untilCompleted(client, flowRun, timeoutSeconds, context);
  return { flowRunId: id, state: "COMPLETED", url: flowRunUrl(client, id) };
}

/** Stands for all inputs of a deployment and for its code: the same for the same values. */
function digestOf(deployment: Deployment): pulumi.Output<string> {
  const outputs = deployment as unknown as Record<string, pulumi.Output<unknown>>;
  const values = [...Object.keys(deploymentFields), "codeDigest"].map((name) => pulumi.output(outputs[name]));
  return pulumi.all(values).apply((known) => createHash("sha256").update(canonicalJson(known)).digest("hex"));
}
