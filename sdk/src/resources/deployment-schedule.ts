import * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { ApiError } from "../api/errors.js";
import { patchChanged } from "../engine/collection.js";
import { anyOf, type InputsOf } from "../engine/field.js";
import { observed, toWire } from "../engine/field-table.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";
import { Deployment } from "./deployment.js";
import {
  hasTimesOf,
  isMadeOf,
  keptParameters,
  type ScheduleInput,
  scheduleFields,
  scheduleFromWire,
  scheduleKinds,
  scheduleNeeds,
  scheduleToWire,
  timeNames,
  timesOf,
  type WireSchedule,
  withoutServerStart,
  withStartOf,
} from "./schedule.js";
import { checkSchedule } from "./schedule-check.js";

const ofDeployment = {
  /** The deployment, or its id. A change replaces the schedule. */
  deployment: anyOf<string, pulumi.Input<string> | Deployment<any>>({ resourceOutput: "id" })({
    required: true,
    naturalKey: true,
    replaceOnChanges: true,
    wire: false,
  }),
};
type DeploymentScheduleFields = typeof ofDeployment & typeof scheduleFields;
const fields: DeploymentScheduleFields = { ...ofDeployment, ...scheduleFields };

/** The args of {@link DeploymentSchedule}. */
export type DeploymentScheduleArgs = ArgsOf<DeploymentScheduleFields>;

type DeploymentScheduleInputs = InputsOf<DeploymentScheduleFields>;

interface DeploymentScheduleState {
  scheduleId: string;
}

type Stored = DeploymentScheduleInputs & DeploymentScheduleState;

type ListedSchedule = WireSchedule & { id: string; created: string };

const Base: ResourceClass<DeploymentScheduleFields, DeploymentScheduleState> = resource({
  kind: "DeploymentSchedule",
  noun: "schedule",
  label: ({ deployment = "", ...schedule }) => `${timesText(schedule)} of deployment ${deployment}`,
  fields,
  outputs: ["scheduleId"],
  // The server takes two that are equal.
  createOverwrites: true,
  idForm: "the deployment's id, a slash and the schedule's id",

  check(inputs, failures, { isUnknown }) {
    if (!scheduleKinds.some((kind) => isUnknown(kind))) checkSchedule("", timesOf(inputs), failures);
  },

  needs: (inputs) => scheduleNeeds(inputs, ""),

  async find(client, inputs) {
    const made = await listed(client, inputs.deployment);
    const { slug } = inputs;
    const named = made.find((one) => slug !== undefined && one.slug === slug);
    const found = named ?? made.find((one) => isMadeOf(one, inputs)) ?? made.find((one) => hasTimesOf(one, inputs));
    return found && observe(inputs.deployment, found, inputs);
  },

  async create(client, inputs) {
    const address = path`/deployments/${inputs.deployment}/schedules`;
    const [made] = await client.post<ListedSchedule[]>(address, [scheduleToWire(inputs)]).catch((error) => {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
      throw new Error("there is no such deployment; make it first, or write the id of one that exists", {
        cause: error,
      });
    });
    return { id: idOf(inputs.deployment, made!), state: { scheduleId: made!.id } };
  },

  async read(client, id, olds: Partial<Stored>) {
    const [deployment = "", schedule] = id.split("/");
    const found = await located(client, { deployment, scheduleId: schedule, ...olds });
    return found && observe(deployment, found, olds);
  },

  async update(client, _, inputs, olds, { changed }) {
    const { deployment } = inputs;
    const made = await located(client, olds);
    const { id: scheduleId } = made ?? { id: olds.scheduleId };
    const isTime = (name: string) => timeNames.some((time) => time === name);
    const others = changed.filter((name) => !isTime(name));
    const body = toWire(fields, inputs, "update", others);
    if (others.length < changed.length) {
      body.schedule = scheduleToWire(made ? withStartOf(made, inputs, olds) : inputs).schedule;
    }
    const isChanged = Object.keys(body).length > 0;
    const address = path`/deployments/${deployment}/schedules/${scheduleId}`;
    await patchChanged(client, address, isChanged ? { ...keptParameters(made), ...body } : {});
    return { scheduleId };
  },

  async delete(client, _, olds) {
    const made = await located(client, olds);
    if (made) await client.delete(path`/deployments/${olds.deployment}/schedules/${made.id}`);
  },
});

/**
 * A schedule of a deployment whose other schedules are nobody's business here: those of the UI, of another team or stack.
 * The deployment leaves its own `schedules` out; a deployment that declares them takes every other one away. Its id is the
 * deployment's id, a slash and the schedule's own.
 *
 * @example
 * ```ts
 * const nightly = await syntask.getDeployment({ flow: "etl", name: "nightly" });
 * new syntask.DeploymentSchedule("month-end", { deployment: nightly.id, cron: "0 3 1 * *", timezone: "Europe/Berlin" });
 * ```
 */
export class DeploymentSchedule extends Base {
  /** Id of the schedule among those of its deployment. */
  declare readonly scheduleId: pulumi.Output<string>;

  /** @throws RunError when the deployment is declared with `schedules` of its own */
  constructor(name: string, args: DeploymentScheduleArgs, opts?: pulumi.CustomResourceOptions) {
    const { deployment } = args;
    if (Deployment.isInstance(deployment) && deployment.declaresSchedules) {
      throw new pulumi.RunError(
        `DeploymentSchedule "${name}": its deployment declares \`schedules\`, which are all that it has then; leave them out there, or write this one among them.`,
      );
    }
    super(name, args, opts);
  }
}

const timesText = ({ cron, interval, rrule }: ScheduleInput): string =>
  cron ?? rrule ?? (interval === undefined ? "" : `every ${interval} s`);

const idOf = (deployment: string, { id }: { id: string }): string => `${deployment}/${id}`;

async function listed(client: Client, deployment: string): Promise<ListedSchedule[]> {
  const found = await client.byId<{ id: string; schedules: ListedSchedule[] }>("deployments", deployment);
  return found?.schedules ?? [];
}

/**
 * The schedule as it is now. Whoever writes its deployment as a whole makes it anew, under another id and equal in all: one
 * that differs in anything is somebody else's.
 */
async function located(client: Client, olds: Partial<Stored>): Promise<ListedSchedule | undefined> {
  const { deployment = "", scheduleId } = olds;
  const made = await listed(client, deployment);
  const isKnown = scheduleKinds.some((kind) => olds[kind] !== undefined);
  return made.find(({ id }) => id === scheduleId) ?? (isKnown ? made.find((one) => isMadeOf(one, olds)) : undefined);
}

const observe = (deployment: string, made: ListedSchedule, declared: Partial<DeploymentScheduleInputs>) => ({
  ...observed(fields, made, {
    deployment,
    rrule: withoutServerStart(scheduleFromWire(made), declared).rrule ?? null,
  } as Partial<DeploymentScheduleInputs>),
  id: idOf(deployment, made),
  state: { scheduleId: made.id },
});
