import { nameIn } from "./every-kind";
import type { CommandResult, Stack } from "./stack";

/** What Pulumi does, or would do, with one resource. */
export interface Step {
  op: string;
  /** Paths of inputs that are marked as changed, each with the kind of the change. */
  paths: Record<string, string>;
}

/** Steps by the names of their resources: those of resources that change. */
export type Steps = Record<string, Step>;

interface Marked {
  op: string;
  urn: string;
  detailedDiff?: Record<string, { kind?: string; diffKind?: string }> | null;
}

/** What a preview would do, as its JSON says. */
export async function previewed(stack: Stack, ...args: string[]): Promise<Steps> {
  const { steps } = JSON.parse(await output(stack, "preview", "--json", ...args));
  return stepsOf(steps);
}

/** What an `up` does, as its events say. */
export async function done(stack: Stack, ...args: string[]): Promise<Steps> {
  const events = await output(stack, "up", "--yes", "--skip-preview", "--json", ...args);
  const metadata = events
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .flatMap((line) => JSON.parse(line).resourcePreEvent?.metadata ?? []);
  return stepsOf(metadata);
}

async function output(stack: Stack, ...args: string[]): Promise<string> {
  const { code, output: text }: CommandResult = await stack.run(...args);
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${text.slice(-3000)}`);
  return text.slice(text.indexOf("{"));
}

/** Those that change nothing, and the parts of a `replace`. */
const leftOut = ["same", "refresh", "read", "create-replacement", "delete-replaced"];

function stepsOf(marked: readonly Marked[]): Steps {
  const steps = marked.filter(({ op, urn }) => !leftOut.includes(op) && !urn.includes("::pulumi:"));
  return Object.fromEntries(
    steps.map(({ op, urn, detailedDiff }) => [
      nameIn(urn),
      {
        op,
        paths: Object.fromEntries(
          Object.entries(detailedDiff ?? {}).map(([path, { kind, diffKind }]) => [path, kind ?? diffKind ?? ""]),
        ),
      },
    ]),
  );
}
