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

/** A table in Markdown. Ratios are to the first row. */
export function table(results) {
  const [reference] = results;
  const rows = results.map(({ name, first, second }) => [
    `\`${name}\``,
    ...cells(first, reference.first),
    ...cells(second, reference.second),
  ]);
  return [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

const cells = (result, reference) => [
  seconds(result.command),
  ratio(result.command, reference.command),
  seconds(result.sending),
  ratio(result.sending, reference.sending),
  Object.entries(result.requests)
    .map(([method, count]) => `${count} ${method}`)
    .join(", "),
];

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
const ratio = (value, reference) => (reference > 0 ? `${(value / reference).toFixed(1)}×` : "");
