import * as pulumi from "@pulumi/pulumi";
import type { Json } from "../engine/definition.js";
import { programDialect } from "../provider/program.js";

/** A secret, with its project or without it, and one of its versions or the latest. */
const secretName = /^(?:projects\/([^/]+)\/secrets\/)?([\w-]+)(?:\/versions\/(\w+))?$/;

/** What is wrong with a text as the name of a secret. */
export function faultOfSecret(name: string): string | undefined {
  if (secretName.test(name)) return undefined;
  return `is "${name}"; write the name of a secret in Secret Manager, such as projects/<project>/secrets/<name>`;
}

/** A secret in its parts. */
export function secretParts(name: string): { project: string | undefined; secretId: string; version: string } {
  const [, project, secretId = name, version = "latest"] = secretName.exec(name) ?? [];
  return { project, secretId, version };
}

/**
 * What the job configuration of a pool of type `cloud-run-v2` has so that its jobs read the API key from a secret: workers
 * keep their own from them.
 */
export const keyFromSecret = (
  secret: pulumi.Input<string> | undefined,
  connection: pulumi.Input<string> | undefined,
): pulumi.Output<Record<string, Json>> =>
  pulumi.all([secret, connection]).apply(([given, known]): Record<string, Json> => {
    if (given === undefined) return {};
    const name = `${programDialect(known).environmentPrefix}_API_KEY`;
    const { project, secretId, version } = secretParts(given);
    const place = project === undefined ? secretId : `projects/${project}/secrets/${secretId}`;
    return { env: { [name]: null }, env_from_secrets: { [name]: { secret: place, version } } };
  });
