import { definitions } from "../../sdk/src/provider";
import { CheckFailures } from "../../sdk/src/provider/check-failures";

/** What is wrong with inputs, as far as it can be known without a server. */
export async function failuresOf(kind: string, inputs: Record<string, unknown>): Promise<readonly string[]> {
  const failures = new CheckFailures();
  await definitions.get(kind)!.check!(inputs, failures, {
    olds: undefined,
    isUnknown: () => false,
    client: undefined,
    say: () => {},
  });
  return failures.lines;
}
