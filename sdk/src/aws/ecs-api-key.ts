import * as pulumi from "@pulumi/pulumi";
import type { Json } from "../engine/definition.js";
import { programDialect } from "../provider/program.js";

/** Version, stage or key within the JSON of a secret may stand behind its own ARN. */
const secretArn = /^(arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[^:]+)(:[^:]*:[^:]*:[^:]*)?$/;

/** What is wrong with a text as the ARN of a secret. */
export function faultOfSecret(arn: string): string | undefined {
  if (secretArn.test(arn)) return undefined;
  return `is "${arn}"; write the whole ARN of a secret in Secrets Manager, with the six characters at its end`;
}

/** ARN of a secret alone, for the right to read it. */
export const ownArn = (arn: string): string => secretArn.exec(arn)?.[1] ?? arn;

/**
 * What the job configuration of a pool has so that its tasks read the API key from a secret: workers keep their own from
 * them.
 */
export const keyFromSecret = (
  secret: pulumi.Input<string> | undefined,
  connection: pulumi.Input<string> | undefined,
): pulumi.Output<Record<string, Json>> =>
  pulumi.all([secret, connection]).apply(([valueFrom, known]): Record<string, Json> => {
    if (valueFrom === undefined) return {};
    const name = `${programDialect(known).environmentPrefix}_API_KEY`;
    return {
      env: { [name]: null },
      task_definition: { containerDefinitions: [{ secrets: [{ name, valueFrom }] }] },
    };
  });
