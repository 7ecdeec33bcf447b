/** What the name of a resource in the engine says. */
export interface Urn {
  stack: string;
  project: string;
  /** Its type, such as `syntask:index:Deployment`. */
  type: string;
  /** Its name in the program. */
  name: string;
}

/** @param urn `urn:pulumi:<stack>::<project>::<types of parents, then its own, with $ between them>::<name>` */
export function parseUrn(urn: string): Urn {
  const [stack, project, types, ...name] = urn.replace(/^urn:pulumi:/, "").split("::") as [string, string, string];
  return { stack, project, type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}
