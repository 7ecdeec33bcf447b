import { definitions } from "../../sdk/src/provider";
import { Problems } from "../../sdk/src/provider/problems";

/** What is wrong with inputs, as far as it can be known without a server. */
export async function problemsOf(kind: string, inputs: Record<string, unknown>): Promise<readonly string[]> {
  const problems = new Problems();
  await definitions.get(kind)!.check!(inputs, problems, {
    olds: undefined,
    isUnknown: () => false,
    client: undefined,
    say: () => {},
  });
  return problems.lines;
}
