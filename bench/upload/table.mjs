import { ratio, table } from "../lib/table.mjs";

const header = ["", "whole command", "ratio", "sending", "ratio", "processor", "ratio", "memory", "ratio", "requests"];

/** A table for each step. Ratios are to the first way. */
export function tablesOf(results) {
  const [reference] = Object.values(results);
  return Object.keys(reference)
    .map((step) => `### ${step}\n\n${tableOf(results, step)}`)
    .join("\n\n");
}

function tableOf(results, step) {
  const [{ [step]: reference }] = Object.values(results);
  const rows = Object.entries(results)
    .filter(([, { [step]: result }]) => result)
    .map(([name, { [step]: result }]) => [
      `\`${name}\``,
      seconds(result.wall),
      ratio(result.wall, reference.wall),
      result.sending > 0 ? seconds(result.sending) : "",
      result.sending > 0 ? ratio(result.sending, reference.sending) : "",
      seconds(result.cpu),
      ratio(result.cpu, reference.cpu),
      `${Math.round(result.memory)} MB`,
      ratio(result.memory, reference.memory),
      requestsOf(result) || "none",
    ]);
  return table(header, rows);
}

const requestsOf = ({ requests }) =>
  Object.entries(requests)
    .sort()
    .map(([method, count]) => `${count} ${method}`)
    .join(", ");

const seconds = (value) => `${value.toFixed(value < 10 ? 2 : 1)} s`;
