import type { Changes } from "./manifest.js";

const mostNamed = 40;

/** What a preview says of files: the new, the changed and the gone ones, and no others. */
export function changeLines({ added, changed, gone }: Changes): string {
  const marked = [
    ...added.map((path) => ({ path, line: `+ ${path}` })),
    ...changed.map((path) => ({ path, line: `~ ${path}` })),
    ...gone.map((path) => ({ path, line: `- ${path}` })),
  ].sort((left, right) => (left.path < right.path ? -1 : 1));
  const shown = marked.slice(0, mostNamed).map(({ line }) => `\n    ${line}`);
  const rest = marked.length > mostNamed ? [`\n    … and ${marked.length - mostNamed} more`] : [];
  const counts = [
    added.length > 0 && `${added.length} new`,
    changed.length > 0 && `${changed.length} changed`,
    gone.length > 0 && `${gone.length} gone`,
  ].filter(Boolean);
  return `${counts.join(", ")}:${shown.join("")}${rest.join("")}`;
}
