import { join } from "node:path";
import { run } from "./stack";

/** A host of git, and what a worker is given for it. */
export interface GivenToken {
  host: string;
  given: Record<string, string>;
}

const script = `
import json, sys
from prefect.runner.storage import _format_token_from_credentials
def form(case):
    try:
        return _format_token_from_credentials(case["host"], case["given"])
    except ValueError:
        return None
print(json.dumps([form(case) for case in json.loads(sys.argv[1])]))
`;

/**
 * What a real worker writes before the `@` of a URL; `null` where it refuses.
 *
 * @param commands folder with the commands of its environment
 */
export async function workerTokenForms(commands: string, cases: readonly GivenToken[]): Promise<(string | null)[]> {
  const { code, output } = await run(join(commands, "python"), ["-c", script, JSON.stringify(cases)]);
  expect([code, output.slice(0, 1)]).toEqual([0, "["]);
  return JSON.parse(output);
}
