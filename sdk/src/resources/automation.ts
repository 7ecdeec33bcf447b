import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { checkNotBlank } from "../checks/names.js";
import { collection, patchChanged } from "../engine/collection.js";
import { anyOf, flag, type InputsOf, text, textSet, type Wire } from "../engine/field.js";
import { declaredFields, observed, toWire, wirePath } from "../engine/field-table.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";
import {
  type Action,
  type AutomationAction,
  actionFromWire,
  actionInputs,
  actionNeeds,
  actionsFromWire,
  actionsToWire,
  actionToWire,
  checkActions,
} from "./automation-action.js";
import {
  type AutomationTrigger,
  canonicalTrigger,
  checkTrigger,
  remembersEvents,
  type Trigger,
  triggerFromWire,
  triggerNeeds,
  triggerToWire,
} from "./automation-trigger.js";
import { tellOfMissing } from "./named-objects.js";
import { triggerLike } from "./trigger-writing.js";

const actions = anyOf<Action[], AutomationAction[]>({
  toWire: (list) => list.map(actionToWire),
  fromWire: (list: Action[]) => list.map(actionFromWire),
  check: checkActions,
});

const fields = {
  /**
   * The server takes two automations of one name; here a name stands for one. A change replaces the automation.
   * @default the resource's name
   */
  name: text({ namedLikeResource: true, naturalKey: true, replaceOnChanges: true, check: checkNotBlank }),
  /** Description shown in the UI. @default none */
  description: text({ default: "" }),
  /** Whether the automation is enabled. @default true */
  enabled: flag({ default: true }),
  /** Trigger: which events make it act. */
  trigger: anyOf<Trigger, pulumi.Input<AutomationTrigger>>()({
    required: true,
    fromWire: triggerFromWire,
    canonical: canonicalTrigger,
    writtenLike: triggerLike,
    check: checkTrigger,
  }),
  /** Actions for each event that fires the trigger. */
  actions: actions({ required: true }),
  /** Further actions when the trigger fires. @default [] */
  actionsOnTrigger: actions({ default: [] }),
  /** Actions when the trigger resolves. @default [] */
  actionsOnResolve: actions({ default: [] }),
  /** Tags of the automation, to filter by. Needs a server of version 3.4.7 or later. @default left to the server */
  tags: textSet({ default: [], since: "3.4.7", keptUnlessDeclared: true }),
};
const actionLists = ["actions", "actionsOnTrigger", "actionsOnResolve"] as const;

/** The args of {@link Automation}. */
export type AutomationArgs = ArgsOf<typeof fields>;

const address = "/automations/";
const operations = collection(address, fields, { byKey: () => address, observe });

const Base: ResourceClass<typeof fields> = resource({
  kind: "Automation",
  noun: "automation",
  // The server lets several have one name.
  identity: () => [],
  fields,
  createOverwrites: true,
  ...operations,

  needs: ({ trigger, ...inputs }) => [
    ...(trigger ? triggerNeeds(trigger) : []),
    ...actionLists.flatMap((list) => actionNeeds(list, inputs[list] ?? [])),
  ],

  check: (inputs, _, context) => tellOfMissing(namingOf(inputs), namingOf(context.olds ?? {}), context),

  async find(client, inputs) {
    const { name } = inputs;
    const found = await client.list<Wire>("/automations/filter", { automations: { name: { any_: [name] } } });
    if (found.length > 1) {
      throw new Error(
        `the server has ${found.length} automations of this name; choose another one, or delete all but one there`,
      );
    }
    return found[0] && observe(found[0], inputs);
  },

  async create(client, inputs) {
    const { id } = await client.post<{ id: string }>(address, bodyOf(inputs, declaredFields(fields, inputs), client));
    return { id, state: {} };
  },

  /** A PUT makes the trigger anew. Source: `docs/server-rules.md`, "Automations". */
  async update(client, id, inputs, olds, { changed }) {
    const automation = path`/automations/${id}`;
    if (isSwitchedOnly(changed)) {
      await patchChanged(client, automation, toWire(fields, inputs, "update", changed));
      return {};
    }
    const there = await client.get<Wire>(automation);
    const kept = actionLists.map((list) => {
      const key = wirePath(list, fields[list])![0]!;
      return [key, actionsToWire(inputs[list] ?? [], { there: there[key], before: olds[list] ?? [] })];
    });
    // A PUT leaves the tags as they are where it says none.
    const sent = [...new Set([...declaredFields(fields, inputs), ...changed])];
    await client.put(automation, { ...bodyOf(inputs, sent, client), ...Object.fromEntries(kept) });
    return {};
  },

  async describeChange(olds, _, changed) {
    if (isSwitchedOnly(changed) || !remembersEvents(olds.trigger)) return [];
    return ["starts its trigger anew: what it has counted or waited for so far is forgotten"];
  },
});

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
export class Automation extends Base {
  constructor(name: string, args: AutomationArgs, opts?: pulumi.CustomResourceOptions) {
    const lists = {
      actions: args.actions,
      actionsOnTrigger: args.actionsOnTrigger,
      actionsOnResolve: args.actionsOnResolve,
    };
    const given = Object.entries(lists).map(([list, written]) => [list, actionInputs(written)]);
    super(name, { ...args, ...Object.fromEntries(given) }, opts);
  }
}

/** Actions may run deployments, with job variables and parameters of their own. */
function namingOf({ actions = [], actionsOnTrigger = [], actionsOnResolve = [] }: Partial<InputsOf<typeof fields>>) {
  const runs = [...actions, ...actionsOnTrigger, ...actionsOnResolve];
  return { worker: runs.map(({ jobVariables }) => jobVariables), parameters: runs.map(({ parameters }) => parameters) };
}

const isSwitchedOnly = (changed: readonly string[]): boolean => changed.every((name) => name === "enabled");

/** Events and labels are named in the server's dialect. */
const bodyOf = (inputs: InputsOf<typeof fields>, sent: readonly string[], { dialect }: Client) => ({
  ...toWire(fields, inputs, "create", sent),
  trigger: triggerToWire(inputs.trigger, dialect.name),
});

/** @param declared inputs of the program; none of an object that is listed */
function observe(wire: Wire, declared: Partial<InputsOf<typeof fields>>) {
  const lists = actionLists.map((list) => [
    list,
    actionsFromWire(wire[wirePath(list, fields[list])![0]!] ?? [], declared[list]),
  ]);
  return observed(fields, wire, Object.fromEntries(lists));
}
