import { ownValue } from "../api/own-value.js";
import { nearestName } from "../checks/nearest.js";
import type { Json } from "../engine/definition.js";
import { isMapping } from "../engine/json.js";
import type { Mapping, ProjectFile } from "./project-file.js";

const sections = ["build", "push", "pull"];

/** What `deploy` reads of a file, and what stands beside it in files that it has written. */
const ofFile = ["deployments", ...sections];
const besideInFile = ["name", "description", "required_inputs", "syntask-version", "prefect-version", "definitions"];
const ofDeployment = [
  ...["name", "version", "tags", "description", "schedule", "schedules", "flow_name", "entrypoint", "parameters"],
  ...["work_pool", "concurrency_limit", "enforce_parameter_schema", "paused", "triggers"],
  ...sections,
];
const ofWorkPool = ["name", "work_queue_name", "job_variables"];
const ofConcurrencyLimit = ["limit", "collision_strategy", "grace_period_seconds"];
const ofSchedule = [
  ...["cron", "interval", "rrule", "anchor_date", "timezone", "day_or"],
  ...["active", "max_active_runs", "max_scheduled_runs", "catchup", "slug", "parameters", "replaces"],
];
const ofAutomation = ["name", "description", "enabled", "parameters", "job_variables", "schedule_after"];
const ofTrigger: Record<string, string[]> = {
  event: ["type", "posture", "expect", "match", "match_related", "after", "for_each", "threshold", "within"],
  compound: ["type", "require", "triggers", "within"],
  sequence: ["type", "triggers", "within"],
};

/** Keys that newer versions of `deploy` read, by what they stand in, and that have no counterpart here. */
const notTaken: Record<string, string[]> = {
  " of a deployment": ["version_type", "sla"],
};

type Path = (string | number)[];

/** What to do with the keys that `deploy` does not read. */
export interface KeyReport {
  /** A key that is surely meant to be another one. */
  slip(path: Path, message: string): void;
  /** Any other. `what` is the same for all of a kind. */
  ignored(path: Path, what: string): void;
}

/** Reports keys that `deploy` ignores, those of triggers that it refuses among them. */
export function checkKeys(file: ProjectFile, report: KeyReport): void {
  const { content } = file;
  const others = Object.keys(content).filter((key) => !besideInFile.includes(key));
  for (const key of others) {
    // A part that is there for its anchors may have any name.
    if (!ofFile.includes(key) && !file.hasAnchors([key])) checkKey(content, key, ofFile, [], "", report);
  }
  listOf(content.deployments).forEach((deployment, index) => {
    if (isMapping(deployment)) checkDeployment(deployment, ["deployments", index], report);
  });
}

function checkDeployment(deployment: Mapping, path: Path, report: KeyReport): void {
  const part = (value: Json | undefined, known: string[], place: Path, owner: string): void => {
    if (isMapping(value)) checkAll(value, known, place, ` in \`${owner}\``, report);
  };
  checkAll(deployment, ofDeployment, path, " of a deployment", report);
  part(deployment.work_pool, ofWorkPool, [...path, "work_pool"], "work_pool");
  part(deployment.concurrency_limit, ofConcurrencyLimit, [...path, "concurrency_limit"], "concurrency_limit");
  if (typeof deployment.tags === "string" && deployment.tags !== "" && !deployment.tags.includes("{{"))
    report.ignored(
      [...path, "tags"],
      "`tags` is a text and is taken as one tag, where `deploy` makes a tag of each letter; write a list",
    );
  checkSchedule(deployment.schedule, [...path, "schedule"], report);
  listOf(deployment.schedules).forEach((schedule, index) => {
    checkSchedule(schedule, [...path, "schedules", index], report);
  });
  listOf(deployment.triggers).forEach((trigger, index) => {
    checkTrigger(trigger, ofAutomation, [...path, "triggers", index], report);
  });
}

/** Options that count for nothing beside what a schedule has; the first that is there decides its kind. */
const besideKind = {
  cron: ["interval", "rrule", "anchor_date"],
  interval: ["rrule", "day_or"],
  rrule: ["anchor_date", "day_or"],
};

function checkSchedule(schedule: Json | undefined, path: Path, report: KeyReport): void {
  if (!isMapping(schedule)) {
    if (path.at(-1) === "schedule" && schedule)
      report.ignored(path, "a `schedule` that is no mapping is ignored, as `deploy` ignores it; write `schedules`");
    return;
  }
  checkAll(schedule, ofSchedule, path, " of a schedule", report);
  const found = Object.entries(besideKind).find(([kind]) => schedule[kind]);
  for (const option of found?.[1] ?? []) {
    if (schedule[option])
      report.ignored([...path, option], `\`${option}\` beside \`${found?.[0]}\` is ignored, as \`deploy\` ignores it`);
  }
}

function checkTrigger(trigger: Json, further: string[], path: Path, report: KeyReport): void {
  if (!isMapping(trigger)) return;
  const known = [...(triggerKeys(trigger.type) ?? []), ...further];
  checkAll(trigger, known, path, " in `triggers`", report);
  listOf(trigger.triggers).forEach((inner, index) => {
    checkTrigger(inner, [], [...path, "triggers", index], report);
  });
}

/** What a trigger of a type may have; nothing for a type that does not exist. */
export const triggerKeys = (type: Json | undefined): string[] | undefined =>
  ownValue(ofTrigger, String(type ?? "event"));

export const triggerTypes = Object.keys(ofTrigger);

function checkAll(mapping: Mapping, known: string[], path: Path, where: string, report: KeyReport): void {
  for (const key of Object.keys(mapping).filter((one) => !known.includes(one))) {
    checkKey(mapping, key, known, path, where, report);
  }
}

function checkKey(mapping: Mapping, key: string, known: string[], path: Path, where: string, report: KeyReport): void {
  const place = [...path, key];
  if (ownValue(notTaken, where)?.includes(key))
    return report.ignored(
      place,
      `\`${key}\`${where} is ignored: newer versions of \`deploy\` read it, and it is not taken here`,
    );
  const meant = slipOf(key, known);
  // What is there already is not meant by another key.
  if (meant !== undefined && !(meant in mapping)) {
    return report.slip(place, `there is no \`${key}\`; did you mean "${meant}"?`);
  }
  const advice = where === " of a deployment" && ofWorkPool.includes(key) ? "; it belongs below `work_pool`" : "";
  report.ignored(place, `\`${key}\`${where} is ignored, as \`deploy\` ignores it${advice}`);
}

/** The key that a key is one or two letters away from. */
const slipOf = (key: string, known: string[]): string | undefined => nearestName(key, known, key.length < 5 ? 1 : 2);

export const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
