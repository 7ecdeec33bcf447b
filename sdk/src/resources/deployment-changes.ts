import { isDeepStrictEqual } from "node:util";
import type { Json } from "../engine/definition.js";
import { describe } from "../engine/field-table.js";
import { firstOf, valueText } from "../engine/value-text.js";
import { type DeploymentInputs, fields } from "./deployment-fields.js";
import { defaultOf, kindOf, type ScheduleInput } from "./schedule.js";
import { pairedSchedules } from "./schedule-writing.js";

const { replaceBecause } = describe(fields);

/** What changes of a deployment, one line each, where the names of its inputs do not tell. */
export function deploymentChanges(
  olds: DeploymentInputs,
  news: DeploymentInputs,
  changed: readonly string[],
): string[] {
  const schedules = changed.includes("schedules") ? scheduleChangesText(olds.schedules, news.schedules) : "";
  const images = [olds, news].map(({ jobVariables }) => imageText(jobVariables?.image));
  return [
    ...whatBecomesOfRuns(olds, news),
    ...(schedules ? [`changes schedules: ${schedules}`] : []),
    ...(images[0] === images[1] ? [] : [`changes image: ${images.join(" → ")}`]),
    ...(changed.includes("parameterOpenApiSchema")
      ? [`changes schema of parameters${parametersText(olds, news)}`]
      : []),
  ];
}

export const deploymentLabel = ({ flow = "", name = "" }: Partial<DeploymentInputs>): string => `${flow}/${name}`;

/** Source: `docs/server-rules.md`, "Deployments". */
function whatBecomesOfRuns(olds: DeploymentInputs, news: DeploymentInputs): string[] {
  const isRenamed = deploymentLabel(olds) !== deploymentLabel(news);
  if (!isRenamed && replaceBecause(olds, news).length === 0) return [];
  const old = isRenamed ? `"${deploymentLabel(olds)}"` : "the old one";
  return [`takes the place of ${old}: its scheduled runs are deleted, and all others stay with the flow`];
}

const mostParameters = 5;

/** The parameters whose schema changes; empty where something beside them does. */
function parametersText(olds: DeploymentInputs, news: DeploymentInputs): string {
  const propertiesOf = ({ parameterOpenApiSchema: schema }: DeploymentInputs) =>
    (schema?.properties ?? {}) as Record<string, Json>;
  const [before, after] = [propertiesOf(olds), propertiesOf(news)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const mark = (name: string) => (!(name in before) ? "+" : name in after ? "~" : "-");
  const texts = changed.map((name) => `${mark(name)} ${name}`);
  return texts.length > 0 ? `: ${firstOf(texts, mostParameters)}` : "";
}

const mostSchedules = 3;

function scheduleChangesText(before: readonly ScheduleInput[] = [], after: readonly ScheduleInput[] = []): string {
  const pairs = pairedSchedules(after, before);
  const isOfKind = (old: ScheduleInput) => pairs.has(old) && kindOf(pairs.get(old)!) === kindOf(old);
  const kept = before.filter(isOfKind);
  const found = new Set(kept.map((old) => pairs.get(old)!));
  const texts = [
    ...kept.map((old) => optionsText(old, pairs.get(old)!)),
    ...after.filter((schedule) => !found.has(schedule)).map((schedule) => `+ ${timesText(schedule)}`),
    ...before.filter((old) => !isOfKind(old)).map((old) => `- ${timesText(old)}`),
  ];
  return firstOf(
    texts.filter((text) => text !== ""),
    mostSchedules,
  );
}

/** What changes of one schedule; empty when nothing does. */
function optionsText(old: ScheduleInput, schedule: ScheduleInput): string {
  const [from, to] = [timesText(old), timesText(schedule)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(schedule)])] as (keyof ScheduleInput)[];
  const options = names
    .filter((name) => name !== kindOf(old) && name !== "replaces")
    .map((name) => ({ name, values: [old, schedule].map((one) => one[name] ?? defaultOf(name)) }))
    .filter(({ values: [one, other] }) => !isDeepStrictEqual(one, other))
    .map(({ name, values }) => `${name} ${values.map(valueText).join(" → ")}`);
  if (from === to && options.length === 0) return "";
  const times = from === to ? from : `${from} → ${to}`;
  return options.length > 0 ? `${times} with ${options.join(" and ")}` : times;
}

const timesText = ({ cron, rrule, interval }: ScheduleInput): string => cron ?? rrule ?? `every ${interval} s`;

/** An image by as much of its digest as tells it from others. */
const imageText = (image: unknown): string =>
  valueText(typeof image === "string" ? image.replace(/(sha256[:-][0-9a-f]{12})[0-9a-f]{52}/, "$1…") : image);
