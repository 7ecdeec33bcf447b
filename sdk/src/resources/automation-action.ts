import * as pulumi from "@pulumi/pulumi";
import { ownValue } from "../api/own-value.js";
import type { Need } from "../api/server-version.js";
import { nearest } from "../checks/nearest.js";
import type { CheckFailures } from "../engine/check-failures.js";

/** A resource, or the id of its object. */
export type Target = pulumi.Input<string> | pulumi.CustomResource;

/** Does nothing; the server records that the trigger fired. */
export interface DoNothing {
  /** Type of the action. */
  type: "do-nothing";
}

/** Runs a deployment. */
export interface RunDeployment {
  /** Type of the action. */
  type: "run-deployment";
  /** The deployment, or its id. @default the deployment that the event is about */
  deployment?: Target;
  /** Parameters of the run. @default the deployment's own */
  parameters?: Record<string, any>;
  /** Job variables of the run. @default the deployment's own */
  jobVariables?: Record<string, any>;
  /** Seconds, from 0, after which the run starts. Needs a server of version 3.4.18 or later. @default left to the server: at once */
  scheduleAfter?: pulumi.Input<number>;
}

/** Pauses the schedules of a deployment, or resumes them. */
export interface PauseOrResumeDeployment {
  /** Type of the action. */
  type: "pause-deployment" | "resume-deployment";
  /** The deployment, or its id. @default the deployment that the event is about */
  deployment?: Target;
}

/** Pauses a work pool, whose workers then pick up no runs, or resumes it. */
export interface PauseOrResumeWorkPool {
  /** Type of the action. */
  type: "pause-work-pool" | "resume-work-pool";
  /** The work pool, or its id. @default the work pool that the event is about */
  workPool?: Target;
}

/** Pauses a work queue, or resumes it. */
export interface PauseOrResumeWorkQueue {
  /** Type of the action. */
  type: "pause-work-queue" | "resume-work-queue";
  /** The work queue, or its id. @default the work queue that the event is about */
  workQueue?: Target;
}

/** Pauses another automation, or resumes it. */
export interface PauseOrResumeAutomation {
  /** Type of the action. */
  type: "pause-automation" | "resume-automation";
  /** The automation, or its id. @default the automation that the event is about */
  automation?: Target;
}

/** Cancels, suspends or resumes the flow run that the event is about. */
export interface ChangeFlowRun {
  /** Type of the action. */
  type: "cancel-flow-run" | "suspend-flow-run" | "resume-flow-run";
}

/** Changes the state of the flow run that the event is about. */
export interface ChangeFlowRunState {
  /** Type of the action. */
  type: "change-flow-run-state";
  /** Type of the new state. */
  state: FlowRunState;
  /** Name of the new state. @default the state's own name */
  name?: pulumi.Input<string>;
  /** Message of the new state. @default none */
  message?: pulumi.Input<string>;
  /**
   * Whether the state changes where the server's rules are against it. Needs a server of version 3.6.15 or later.
   * @default left to the server: false
   */
  force?: pulumi.Input<boolean>;
}

/** Deletes the flow run that the event is about. Needs a server of version 3.7.8 or later. */
export interface DeleteFlowRun {
  /** Type of the action. */
  type: "delete-flow-run";
}

/** Type of a flow run's state. */
export type FlowRunState = (typeof states)[number];

/** Sends a message. */
export interface SendNotification {
  /** Type of the action. */
  type: "send-notification";
  /** Block that sends it, such as a `Block` of type `slack-webhook`. */
  block: Target;
  /** Subject of the message. @default the server's subject */
  subject?: pulumi.Input<string>;
  /** Jinja template over the event, `{{ flow_run.name }}` for instance. */
  body: pulumi.Input<string>;
}

/** Calls a webhook. */
export interface CallWebhook {
  /** Type of the action. */
  type: "call-webhook";
  /** Block of type `webhook`. */
  block: Target;
  /** Jinja template over the event. @default empty */
  payload?: pulumi.Input<string>;
}

/** What an automation does. */
export type AutomationAction =
  | DoNothing
  | RunDeployment
  | PauseOrResumeDeployment
  | PauseOrResumeWorkPool
  | PauseOrResumeWorkQueue
  | PauseOrResumeAutomation
  | ChangeFlowRun
  | ChangeFlowRunState
  | DeleteFlowRun
  | SendNotification
  | CallWebhook;

/** An action all of whose values are known and whose targets are ids. */
export interface Action {
  type: string;
  [field: string]: any;
}

const states = [
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "CRASHED",
  "PAUSED",
  "CANCELLING",
] as const;

interface Shape {
  /** What it acts on, unless that is what the event is about. */
  selects?: string;
  required?: readonly string[];
  optional?: readonly string[];
  /** First version of the server that takes it. */
  since?: string;
  /** Optional ones that only newer servers take, each with the first version. Where the program says none, the server's stays. */
  newer?: Readonly<Record<string, string>>;
}

const shapes: Record<AutomationAction["type"], Shape> = {
  "do-nothing": {},
  "run-deployment": {
    selects: "deployment",
    optional: ["parameters", "jobVariables"],
    newer: { scheduleAfter: "3.4.18" },
  },
  "pause-deployment": { selects: "deployment" },
  "resume-deployment": { selects: "deployment" },
  "pause-work-pool": { selects: "workPool" },
  "resume-work-pool": { selects: "workPool" },
  "pause-work-queue": { selects: "workQueue" },
  "resume-work-queue": { selects: "workQueue" },
  "pause-automation": { selects: "automation" },
  "resume-automation": { selects: "automation" },
  "cancel-flow-run": {},
  "suspend-flow-run": {},
  "resume-flow-run": {},
  "change-flow-run-state": { required: ["state"], optional: ["name", "message"], newer: { force: "3.6.15" } },
  "delete-flow-run": { since: "3.7.8" },
  "send-notification": { required: ["block", "body"], optional: ["subject"] },
  "call-webhook": { required: ["block"], optional: ["payload"] },
};

const wireNames: Record<string, string> = {
  deployment: "deployment_id",
  workPool: "work_pool_id",
  workQueue: "work_queue_id",
  automation: "automation_id",
  block: "block_document_id",
  jobVariables: "job_variables",
  scheduleAfter: "schedule_after",
};

const wireNameOf = (field: string): string => ownValue(wireNames, field) ?? field;

/** Actions with the ids of their targets in the place of resources. */
export const actionInputs = (actions: AutomationAction[] | undefined): pulumi.Inputs[] | undefined =>
  actions?.map((action) =>
    Object.fromEntries(
      Object.entries(action).map(([field, value]) => [
        field,
        pulumi.CustomResource.isInstance(value) ? value.id : value,
      ]),
    ),
  );

export function checkActions(property: string, actions: readonly Action[], failures: CheckFailures): void {
  for (const [index, action] of actions.entries()) checkAction(`${property}[${index}]`, action, failures);
}

function checkAction(property: string, action: Action, failures: CheckFailures): void {
  const shape = ownValue<Shape>(shapes, action.type);
  if (!shape) {
    const reason = action.type === "declare-incident" ? " needs Syntask Cloud" : " does not exist";
    failures.add(`${property}.type`, `"${action.type}"${reason}${nearest(action.type, Object.keys(shapes))}`);
    return;
  }
  const fields = fieldsOf(shape);
  for (const field of Object.keys(action)) {
    if (field === "type" || fields.includes(field)) continue;
    failures.add(`${property}.${field}`, `is not part of a ${action.type} action${nearest(field, fields)}`);
  }
  for (const field of shape.required ?? []) {
    if (action[field] === undefined)
      failures.add(`${property}.${field}`, `is missing; a ${action.type} action needs it`);
  }
  if (action.scheduleAfter !== undefined && !(action.scheduleAfter >= 0)) {
    failures.add(`${property}.scheduleAfter`, `is ${JSON.stringify(action.scheduleAfter)}; write seconds from 0`);
  }
  if (action.force !== undefined && typeof action.force !== "boolean") {
    failures.add(`${property}.force`, `is ${JSON.stringify(action.force)}; write true or false`);
  }
  if (action.type === "change-flow-run-state" && action.state && !states.includes(action.state)) {
    failures.add(`${property}.state`, `"${action.state}" is no state; write one of ${states.join(", ")}`);
  }
}

const fieldsOf = ({ selects, required = [], optional = [], newer = {} }: Shape): string[] => [
  ...(selects ? [selects] : []),
  ...required,
  ...optional,
  ...Object.keys(newer),
];

/** What only newer servers know of some actions. */
export function actionNeeds(property: string, actions: readonly Action[]): Need[] {
  return actions.flatMap(({ type, ...action }) => {
    const { since, newer = {} } = ownValue<Shape>(shapes, type) ?? {};
    const said = Object.entries(newer).filter(([field]) => action[field] !== undefined);
    return [
      ...(since === undefined ? [] : [{ property, which: `with a ${type} action`, since }]),
      ...said.map(([field, first]) => ({ property, which: `with \`${field}\` of a ${type} action`, since: first })),
    ];
  });
}

export function actionToWire(action: Action): Action {
  const { selects } = shapes[action.type as keyof typeof shapes];
  const wire = Object.entries(action).map(([field, value]) => [wireNameOf(field), value]);
  const source = selects && { source: action[selects] === undefined ? "inferred" : "selected" };
  return { ...Object.fromEntries(wire), ...source };
}

/** Actions as one side has them. */
export interface ActionLists {
  /** As the server has them, in its words. */
  there: readonly Action[];
  /** As the program said them last. */
  before: readonly Action[];
}

/** Actions in the server's words, with what the server has of them and the program neither says nor did say. */
export function actionsToWire(actions: readonly Action[], { there, before }: ActionLists): Action[] {
  const theirs = byTarget(there, (action) => targetOf(actionFromWire(action)));
  const said = byTarget(before, targetOf);
  return [...byTarget(actions, targetOf)].map(([target, action]) => {
    const kept = Object.entries(theirs.get(target) ?? {}).filter(([field]) => isKept(field, action, said.get(target)));
    return { ...Object.fromEntries(kept), ...actionToWire(action) };
  });
}

/** Actions that the server sent, without what is left to it. */
export function actionsFromWire(there: readonly Action[], declared: readonly Action[] | undefined): Action[] {
  const said = byTarget(declared ?? [], targetOf);
  return [...byTarget(there.map(actionFromWire), targetOf)].map(([target, action]) => {
    const meant = said.get(target);
    const seen = Object.entries(action).filter(([field]) => !meant || field in meant || !isNewer(field, action));
    return Object.fromEntries(seen) as Action;
  });
}

const isNewer = (field: string, { type }: Action): boolean =>
  Object.keys(ownValue<Shape>(shapes, type)?.newer ?? {}).includes(field);

/** Whether a field, in the server's words, is none that the program says or has said. */
function isKept(wireField: string, action: Action, before: Action | undefined): boolean {
  const field = fieldsOf(shapes[action.type as keyof typeof shapes]).find((name) => wireNameOf(name) === wireField);
  if (field === undefined) return !["type", "source"].includes(wireField);
  return isNewer(field, action) && action[field] === undefined && before?.[field] === undefined;
}

/** What an action does, and to what. */
const targetOf = (action: Action): string =>
  JSON.stringify([action.type, action[ownValue<Shape>(shapes, action.type)?.selects ?? "block"] ?? null]);

/** Actions, in their order, by their targets; the second one of a target is told from the first. */
function byTarget(actions: readonly Action[], target: (action: Action) => string): Map<string, Action> {
  const counts = new Map<string, number>();
  return new Map(
    actions.map((action) => {
      const key = target(action);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return [`${key} ${count}`, action];
    }),
  );
}

/** An action that the server sent, without what means the same when it is left out. */
export function actionFromWire({ type, ...wire }: Action): Action {
  const shape = ownValue<Shape>(shapes, type) ?? {};
  const fields = fieldsOf(shape).map((field) => [field, wire[wireNameOf(field)]] as const);
  const given = fields.filter(([field, value]) => value != null && value !== defaults[`${type}.${field}`]);
  return { type, ...Object.fromEntries(given) };
}

/** What the server fills in. */
const defaults: Record<string, unknown> = {
  "call-webhook.payload": "",
  "run-deployment.scheduleAfter": 0,
  "change-flow-run-state.force": false,
};
