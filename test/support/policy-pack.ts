import type { Policies } from "@pulumi/policy";
import type * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";

type Answer = (error: Error | undefined, response: analyzer.AnalyzeResponse) => void;
type Analyze = (
  pack: string,
  version: string,
  level: string,
  policies: Policies,
) => (call: object, answer: Answer) => void;

/** What the engine asks a policy pack by. The package does not declare the types of its own server. */
export const server = require("@pulumi/policy/server") as {
  makeAnalyzeRpcFun: Analyze;
  makeAnalyzeStackRpcFun: Analyze;
};

/** What the server of a policy pack answers. */
export function messages(analyze: Analyze, policies: Policies, request: object): Promise<string[]> {
  return new Promise((resolve, reject) =>
    analyze(
      "pack",
      "1.0.0",
      "mandatory",
      policies,
    )({ request }, (error, response) => {
      if (error) reject(error);
      else resolve(response.getDiagnosticsList().map((diagnostic) => diagnostic.getMessage()));
    }),
  );
}
