import { ratio, table } from "../lib/table.mjs";

const header = [
  "",
  "first upload",
  "ratio",
  "sending",
  "ratio",
  "requests",
  "one file changed",
  "ratio",
  "sending",
  "ratio",
  "requests",
];

/** Ratios are to the first row. */
export function tableOf(results) {
  const [reference] = results;
  const rows = results.map(({ name, first, second }) => [
    `\`${name}\``,
    ...cells(first, reference.first),
    ...cells(second, reference.second),
  ]);
  return table(header, rows);
}

const cells = (result, reference) => [
  seconds(result.command),
  ratio(result.command, reference.command, 1),
  seconds(result.sending),
  ratio(result.sending, reference.sending, 1),
  Object.entries(result.requests)
    .map(([method, count]) => `${count} ${method}`)
    .join(", "),
];

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
