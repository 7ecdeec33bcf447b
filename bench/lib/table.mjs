/**
 * A table in Markdown.
 *
 * @param {string[]} header
 * @param {string[][]} rows
 */
export const table = (header, rows) =>
  [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

export const ratio = (value, reference, digits = 2) => (reference > 0 ? `${(value / reference).toFixed(digits)}×` : "");
