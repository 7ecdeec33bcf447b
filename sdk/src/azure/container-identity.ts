import { type ArgsOf, object, text } from "../provider/component-args.js";

const identity = {
  /** Id of the resource. */
  id: text({ required: true }),
  /** Id of its principal, to which roles are assigned. */
  principalId: text({ required: true }),
};

/** A managed identity that is assigned to containers: a resource, or its ids. */
export interface ContainerIdentity extends ArgsOf<typeof identity> {}

export const identityArg = object<ContainerIdentity>("ContainerIdentity", identity)({ plain: true });
