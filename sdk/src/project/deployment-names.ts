/** A deployment of a project by its name and its flow's. */
export interface DeploymentName {
  flow: string;
  name: string;
}

export const fullName = ({ flow, name }: DeploymentName): string => `${flow}/${name}`;

/**
 * Whether a pattern means a deployment: `name` or `flow/name`, with `*` for any text.
 * As `deploy --name` has it, a flow is also meant by its function's name.
 */
export function isMeant(pattern: string, { flow, name }: DeploymentName): boolean {
  const [first = "", ...rest] = pattern.split("/");
  if (rest.length === 0) return matches(first, name);
  return (matches(first, flow) || matches(first.replaceAll("_", "-"), flow)) && matches(rest.join("/"), name);
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}
