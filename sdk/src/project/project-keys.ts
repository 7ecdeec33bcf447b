import { ownValue } from "../api/own-value.js";
import { nearest } from "../checks/nearest.js";
import type { Json } from "../engine/definition.js";
import { isMapping, type ProjectFile } from "./project-file.js";

const sections = ["build", "push", "pull"];
const ofFile = [
  ...["name", "description", "required_inputs", "syntask-version", "prefect-version", "definitions", "deployments"],
  ...sections,
];
const ofDeployment = [
  ...["name", "version", "tags", "description", "schedule", "schedules", "flow_name", "entrypoint", "parameters"],
  ...["work_pool", "concurrency_limit", "enforce_parameter_schema", "paused", "triggers"],
  ...sections,
];
const ofWorkPool = ["name", "work_queue_name", "job_variables"];
const ofConcurrencyLimit = ["limit", "collision_strategy"];
const ofSchedule = [
  ...["cron", "interval", "rrule", "anchor_date", "timezone", "day_or"],
  ...["active", "max_active_runs", "max_scheduled_runs", "catchup"],
];
const ofAutomation = ["name", "description", "enabled", "parameters", "job_variables"];
const ofTrigger: Record<string, string[]> = {
  event: ["type", "posture", "expect", "match", "match_related", "after", "for_each", "threshold", "within"],
  compound: ["type", "require", "triggers", "within"],
  sequence: ["type", "triggers", "within"],
};

type Path = (string | number)[];
type Report = (path: Path, message: string) => void;

/** Reports keys that `deploy` would silently ignore, and parts of the wrong form. */
export function checkKeys({ content }: ProjectFile, report: Report): void {
  for (const key of Object.keys(content).filter((one) => !ofFile.includes(one))) {
    // What a file keeps for its anchors may have any name that is not nearly one of ours.
    const hint = nearest(key, ofFile);
    if (hint || !isMapping(content[key])) report([key], `there is no \`${key}\`${hint}`);
  }
  for (const section of sections) checkList(content[section], [section], "steps", report);
  checkList(content.deployments, ["deployments"], "deployments", report);
  listOf(content.deployments).forEach((deployment, index) => {
    const path = ["deployments", index];
    if (isMapping(deployment)) checkDeployment(deployment, path, report);
    else report(path, "is not a mapping; write a deployment as `- name: …`");
  });
}

function checkDeployment(deployment: Record<string, Json>, path: Path, report: Report): void {
  const inner = (name: string, known: string[]): void => {
    const value = deployment[name];
    if (isMapping(value)) unknownKeys(value, known, [...path, name], report);
  };
  unknownKeys(deployment, ofDeployment, path, report);
  inner("work_pool", ofWorkPool);
  inner("concurrency_limit", ofConcurrencyLimit);
  inner("schedule", ofSchedule);
  for (const name of ["work_pool", "parameters"]) checkMapping(deployment[name], [...path, name], report);
  for (const name of ["tags", "schedules", "triggers"]) checkList(deployment[name], [...path, name], name, report);
  for (const section of sections) checkList(deployment[section], [...path, section], "steps", report);
  listOf(deployment.schedules).forEach((schedule, index) => {
    const place = [...path, "schedules", index];
    if (isMapping(schedule)) unknownKeys(schedule, ofSchedule, place, report);
    else report(place, 'is not a mapping; write a schedule as `- cron: "0 6 * * *"`');
  });
  listOf(deployment.triggers).forEach((trigger, index) => {
    checkTrigger(trigger, ofAutomation, [...path, "triggers", index], report);
  });
  if (isMapping(deployment.work_pool)) {
    checkMapping(deployment.work_pool.job_variables, [...path, "work_pool", "job_variables"], report);
  }
}

function checkTrigger(trigger: Json, further: string[], path: Path, report: Report): void {
  if (!isMapping(trigger)) return report(path, "is not a mapping; write a trigger as `- type: event`");
  const { type = "event", within } = trigger;
  const known = ownValue(ofTrigger, String(type));
  if (!known) {
    const kinds = Object.keys(ofTrigger);
    return report([...path, "type"], `"${type}" is no trigger that runs here; write one of ${kinds.join(", ")}`);
  }
  unknownKeys(trigger, [...known, ...further], path, report);
  for (const name of ["match", "match_related", "parameters", "job_variables"]) {
    checkMapping(trigger[name], [...path, name], report);
  }
  for (const name of ["expect", "after", "for_each", "triggers"])
    checkList(trigger[name], [...path, name], name, report);
  if (within !== undefined && within !== null && typeof within !== "number") {
    report([...path, "within"], `is "${within}"; write a number of seconds`);
  }
  listOf(trigger.triggers).forEach((inner, index) => {
    checkTrigger(inner, [], [...path, "triggers", index], report);
  });
}

function unknownKeys(mapping: Record<string, Json>, known: string[], path: Path, report: Report): void {
  for (const key of Object.keys(mapping).filter((one) => !known.includes(one))) {
    report([...path, key], `there is no \`${key}\`${nearest(key, known) || `; known are ${known.join(", ")}`}`);
  }
}

function checkList(value: Json | undefined, path: Path, noun: string, report: Report): void {
  if (value === undefined || value === null || Array.isArray(value)) return;
  report(path, `is not a list; write the ${noun} with \`- \` before each`);
}

function checkMapping(value: Json | undefined, path: Path, report: Report): void {
  if (value === undefined || value === null || isMapping(value)) return;
  report(path, "is not a mapping; write `name: value` pairs");
}

export const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
