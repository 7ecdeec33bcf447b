import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { define, type Observed, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import {
  type Action,
  type AutomationAction,
  actionFromWire,
  actionInputs,
  actionToWire,
  checkActions,
} from "./automation-action.js";
import {
  type AutomationTrigger,
  canonicalTrigger,
  checkTrigger,
  type Trigger,
  triggerFromWire,
  triggerToWire,
  type WireTrigger,
} from "./automation-trigger.js";

export interface AutomationArgs extends CommonArgs {
  /**
   * The server takes two automations of one name; here a name stands for one. A change replaces the automation.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** @default "" */
  description?: pulumi.Input<string>;
  /** @default true */
  enabled?: pulumi.Input<boolean>;
  /** When it acts. */
  trigger: pulumi.Input<AutomationTrigger>;
  /** What it does for each event that fires the trigger. */
  actions: AutomationAction[];
  /** What it does beside that when the trigger fires. @default [] */
  actionsOnTrigger?: AutomationAction[];
  /** What it does when the reason for the firing is over. @default [] */
  actionsOnResolve?: AutomationAction[];
}

/**
 * Actions that the server takes when events happen, or fail to happen.
 *
 * @example
 * ```ts
 * new syntask.Automation("stop-after-failures", {
 *   trigger: {
 *     type: "event",
 *     posture: "Reactive",
 *     expect: ["syntask.flow-run.Failed"],
 *     matchRelated: { "syntask.resource.id": pulumi.interpolate`syntask.deployment.${nightly.id}` },
 *     threshold: 3,
 *     within: 3600,
 *   },
 *   actions: [{ type: "pause-deployment", deployment: nightly }],
 * });
 * ```
 */
export class Automation extends SyntaskResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly enabled: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: AutomationArgs, opts?: pulumi.CustomResourceOptions) {
    const { actions, actionsOnTrigger, actionsOnResolve } = args;
    super(
      Automation.definition,
      name,
      {
        ...args,
        name: args.name ?? name,
        actions: actionInputs(actions),
        actionsOnTrigger: actionInputs(actionsOnTrigger),
        actionsOnResolve: actionInputs(actionsOnResolve),
      },
      opts,
    );
  }

  /** @internal */
  static readonly definition = define<AutomationInputs>({
    kind: "Automation",
    noun: "automation",
    label: ({ name }) => name ?? "",
    properties: ["name", "description", "enabled", "trigger", "actions", "actionsOnTrigger", "actionsOnResolve"],
    replaceOn: ["name"],
    naturalKey: ["name"],
    // The server lets several have one name.
    identity: () => [],
    defaults: { description: "", enabled: true, actionsOnTrigger: [], actionsOnResolve: [] },
    canonical: { trigger: canonicalTrigger },
    createOverwrites: true,

    check({ name, trigger, actions, actionsOnTrigger, actionsOnResolve }, problems) {
      if (name?.trim() === "") problems.add("name", "is blank; write a name");
      if (trigger) checkTrigger("trigger", trigger, problems);
      checkActions("actions", actions, problems);
      checkActions("actionsOnTrigger", actionsOnTrigger, problems);
      checkActions("actionsOnResolve", actionsOnResolve, problems);
    },

    async find(client, { name }) {
      const found = await client.list<WireAutomation>("/automations/filter", {
        automations: { name: { any_: [name] } },
      });
      if (found.length > 1) {
        throw new Error(
          `the server has ${found.length} automations of this name; choose another one, or delete all but one there`,
        );
      }
      return found[0] && observe(found[0]);
    },

    async create(client, inputs) {
      const { id } = await client.post<WireAutomation>("/automations/", toWire(inputs, client));
      return { id, state: {} };
    },

    async read(client, id) {
      const automation = await client.find<WireAutomation>(path`/automations/${id}`);
      return automation && observe(automation);
    },

    async update(client, id, inputs) {
      await client.put(path`/automations/${id}`, toWire(inputs, client));
      return {};
    },

    async delete(client, id) {
      await client.delete(path`/automations/${id}`);
    },
  });
}

interface AutomationInputs extends ProviderInputs {
  name: string;
  description?: string;
  enabled?: boolean;
  trigger: Trigger;
  actions: Action[];
  actionsOnTrigger?: Action[];
  actionsOnResolve?: Action[];
}

interface WireAutomation {
  id: string;
  created: string;
  name: string;
  description: string;
  enabled: boolean;
  trigger: WireTrigger;
  actions: Action[];
  actions_on_trigger: Action[];
  actions_on_resolve: Action[];
}

const toWire = (inputs: AutomationInputs, { dialect }: Client) => ({
  name: inputs.name,
  description: inputs.description ?? "",
  enabled: inputs.enabled ?? true,
  trigger: triggerToWire(inputs.trigger, dialect.name),
  actions: inputs.actions.map(actionToWire),
  actions_on_trigger: (inputs.actionsOnTrigger ?? []).map(actionToWire),
  actions_on_resolve: (inputs.actionsOnResolve ?? []).map(actionToWire),
});

const observe = (wire: WireAutomation): Observed<AutomationInputs, object> => ({
  id: wire.id,
  created: wire.created,
  inputs: {
    name: wire.name,
    description: wire.description,
    enabled: wire.enabled,
    trigger: triggerFromWire(wire.trigger),
    actions: wire.actions.map(actionFromWire),
    actionsOnTrigger: wire.actions_on_trigger.map(actionFromWire),
    actionsOnResolve: wire.actions_on_resolve.map(actionFromWire),
  },
  state: {},
});
