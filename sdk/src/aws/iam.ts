import { slugOf } from "../checks/names.js";

/** A policy of IAM, as JSON text. The same rights always give the same text, so that no preview shows a change of form. */
export type PolicyText = string;

export const policyText = (statements: object[]): PolicyText =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/**
 * The name of a role that is given by its name or its ARN.
 *
 * @param account whose roles are meant
 * @throws when it is not a role, or one of another account
 */
export function roleName(role: string, account: string): string {
  if (!role.startsWith("arn:")) return role;
  const [, , service, , owner, resource = ""] = role.split(":");
  if (service !== "iam" || !resource.startsWith("role/")) throw new Error(`"${role}" is not a role of IAM`);
  if (owner !== account) throw new Error(`"${role}" is a role of another account than ${account}`);
  return resource.split("/").at(-1)!;
}

/** What the child of a component is called that has to do with a policy: those of one name may be of the account or of AWS, and lie in folders. */
export const nameOfPolicy = (arn: string): string => slugOf(arn.split(":").slice(4).join("-"));
