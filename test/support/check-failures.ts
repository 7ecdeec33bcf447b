import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { definitions } from "../../sdk/src/provider";

/**
 * What is wrong with inputs, as far as it can be known without a server.
 *
 * @param unknown inputs that are there but not known yet
 */
export async function failuresOf(
  kind: string,
  inputs: Record<string, unknown>,
  unknown: readonly string[] = [],
): Promise<readonly string[]> {
  const failures = new CheckFailures();
  await definitions.get(kind)!.check!(inputs, failures, {
    olds: undefined,
    isDeclared: () => false,
    isUnknown: (property) => unknown.includes(property as string),
    client: undefined,
    say: () => {},
  });
  return failures.lines;
}
