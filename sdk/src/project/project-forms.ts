import type { Json } from "../engine/definition.js";
import { isMapping } from "../engine/json.js";
import type { Mapping } from "./project-file.js";
import { listOf, triggerKeys, triggerTypes } from "./project-keys.js";

const sections = ["build", "push", "pull"];

type Path = (string | number)[];
type Report = (path: Path, message: string) => void;

/** Reports parts whose form `deploy` refuses. */
export function checkForms(content: Mapping, report: Report): void {
  const forms = new Forms(content, [], report);
  for (const section of sections) forms.list(section, "steps");
  forms.list("deployments", "deployments");
  listOf(content.deployments).forEach((deployment, index) => {
    const path = ["deployments", index];
    if (isMapping(deployment)) checkDeployment(deployment, path, report);
    else report(path, "a deployment is not a mapping; write it as `- name: …`");
  });
}

function checkDeployment(deployment: Mapping, path: Path, report: Report): void {
  const forms = new Forms(deployment, path, report);
  for (const name of ["name", "version", "entrypoint"]) forms.text(name);
  for (const name of ["paused", "enforce_parameter_schema"]) forms.flag(name);
  for (const name of ["work_pool", "parameters"]) forms.mapping(name);
  for (const name of ["schedules", "triggers"]) forms.list(name, name);
  if (typeof deployment.tags !== "string" || !isPlainText(deployment.tags)) forms.list("tags", "tags");
  for (const section of sections) forms.list(section, "steps");
  if (typeof deployment.description === "object") forms.text("description");
  if (deployment.name === "") report([...path, "name"], "`name` is empty; write a name");
  if (!isMapping(deployment.concurrency_limit)) forms.number("concurrency_limit");
  else {
    const limit = new Forms(deployment.concurrency_limit, [...path, "concurrency_limit"], report);
    for (const name of ["limit", "grace_period_seconds"]) limit.number(name);
  }
  if (isMapping(deployment.work_pool)) {
    const pool = new Forms(deployment.work_pool, [...path, "work_pool"], report);
    for (const name of ["name", "work_queue_name"]) pool.text(name);
    pool.mapping("job_variables");
  }
  checkSchedules(deployment, path, report);
  listOf(deployment.triggers).forEach((trigger, index) => {
    checkTrigger(trigger, [...path, "triggers", index], report);
  });
}

function checkSchedules(deployment: Mapping, path: Path, report: Report): void {
  const { schedule } = deployment;
  if (hasContent(schedule) && "schedules" in deployment)
    report([...path, "schedule"], "`schedule` stands beside `schedules`; write all schedules in `schedules`");
  if (isMapping(schedule)) checkSchedule(schedule, [...path, "schedule"], report);
  listOf(deployment.schedules).forEach((one, index) => {
    const place = [...path, "schedules", index];
    if (isMapping(one)) checkSchedule(one, place, report);
    else report(place, 'a schedule is not a mapping; write it as `- cron: "0 6 * * *"`');
  });
}

function checkSchedule(schedule: Mapping, path: Path, report: Report): void {
  const forms = new Forms(schedule, path, report);
  for (const name of ["cron", "rrule", "timezone", "anchor_date", "slug", "replaces"]) forms.text(name);
  forms.mapping("parameters");
  for (const name of ["active", "catchup", "day_or"]) forms.flag(name);
  for (const name of ["max_active_runs", "max_scheduled_runs"]) forms.number(name);
  // A text is no number here: `deploy` makes seconds of it as it is.
  if (typeof schedule.interval === "string" && !isPlaceholder(schedule.interval))
    report(
      [...path, "interval"],
      `\`interval\` is the text "${schedule.interval}"; write a number of seconds without quotes`,
    );
}

function checkTrigger(trigger: Json, path: Path, report: Report): void {
  if (!isMapping(trigger)) return report(path, "a trigger is not a mapping; write it as `- type: event`");
  const forms = new Forms(trigger, path, report);
  const { type } = trigger;
  if (!triggerKeys(type)) {
    return report([...path, "type"], `"${type}" is no trigger that runs here; write one of ${triggerTypes.join(", ")}`);
  }
  for (const name of ["match", "parameters", "job_variables"]) forms.mapping(name);
  if (!Array.isArray(trigger.match_related)) forms.mapping("match_related");
  else if (!trigger.match_related.every(isMapping))
    report([...path, "match_related"], "`match_related` is a list of what is no mapping; write `- name: value` pairs");
  for (const name of ["expect", "after", "for_each", "triggers"]) forms.list(name, name);
  forms.flag("enabled");
  for (const name of ["within", "schedule_after"]) forms.seconds(name);
  listOf(trigger.triggers).forEach((inner, index) => {
    checkTrigger(inner, [...path, "triggers", index], report);
  });
}

/** Forms of the parts of a mapping. What is null is left out; what has a placeholder is known later. */
class Forms {
  constructor(
    private readonly whole: Mapping,
    private readonly path: Path,
    private readonly report: Report,
  ) {}

  text(name: string): void {
    const value = this.whole[name];
    if (!given(value) || typeof value === "string") return;
    const found = typeof value === "object" ? "no text" : `the ${typeof value} ${value}`;
    this.#report(name, `\`${name}\` is ${found}; write it in quotes`);
  }

  flag(name: string): void {
    const value = this.whole[name];
    if (!given(value) || isPlaceholder(value) || flagOf(value) !== undefined) return;
    this.#report(name, `\`${name}\` is ${JSON.stringify(value)}; write true or false`);
  }

  number(name: string): void {
    const value = this.whole[name];
    if (!given(value) || isPlaceholder(value) || numberOf(value) !== undefined) return;
    this.#report(name, `\`${name}\` is ${JSON.stringify(value)}; write a whole number`);
  }

  seconds(name: string): void {
    const value = this.whole[name];
    if (!given(value) || typeof secondsIn(value) === "number") return;
    this.#report(name, `\`${name}\` is "${value}"; write a number of seconds`);
  }

  list(name: string, noun: string): void {
    const value = this.whole[name];
    if (!hasContent(value) || Array.isArray(value) || isLate(value)) return;
    this.#report(name, `\`${name}\` is not a list; write the ${noun} with \`- \` before each`);
  }

  mapping(name: string): void {
    const value = this.whole[name];
    if (!hasContent(value) || isMapping(value) || isLate(value)) return;
    this.#report(name, `\`${name}\` is not a mapping; write \`name: value\` pairs`);
  }

  #report(name: string, message: string): void {
    this.report([...this.path, name], message);
  }
}

/** `null` in the file is nothing. */
const given = (value: Json | undefined): value is Exclude<Json, null> => value !== undefined && value !== null;

/** What Python takes for false is as good as left out. */
const hasContent = (value: Json | undefined): boolean =>
  typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);

const isPlainText = (text: string): boolean => !text.includes("{{");

/** The value of a variable or an output may be a list; that of an environment variable is text. */
const isLate = (value: Json | undefined): boolean => isPlaceholder(value) && !/{{\s*\$/.test(String(value));

const isPlaceholder = (value: Json | undefined): boolean => typeof value === "string" && value.includes("{{");

/** Words and numbers that the server takes for true and false. */
export function flagOf(value: Json | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  const word = String(value).toLowerCase();
  if (/^(1|t|true|y|yes|on)$/.test(word)) return true;
  return /^(0|f|false|n|no|off)$/.test(word) ? false : undefined;
}

/** A whole number, in quotes or not. */
export function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : undefined;
}

/** Seconds, in quotes or not, which may have a fraction. */
export function secondsIn(value: Json | undefined): Json | undefined {
  return typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : (value ?? undefined);
}
