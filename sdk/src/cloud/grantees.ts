import * as pulumi from "@pulumi/pulumi";
import { slugOf } from "../checks/names.js";
import { type Arg, inTypeScript, map, text } from "../provider/component-args.js";
import type { Refuse } from "../provider/refusal.js";
import type { ChildName } from "./child-name.js";

/**
 * Who gets a right, or what: a list, or a record whose keys name the grants. In a list a grant is named by its text, or by
 * the resource that the text is of.
 */
export type Grantees = pulumi.Input<string>[] | Record<string, pulumi.Input<string>>;

/**
 * An arg for grantees. Other languages write a record: what names the entries of a list is known to TypeScript alone.
 *
 * @param check what is wrong with one of them, as the rest of a line that begins with the arg's name
 */
export const grantees = (check?: (grantee: string) => string | undefined): Arg<Grantees, "optional"> =>
  map(text({ check }))({ plain: true, sugar: inTypeScript<pulumi.Input<string>[]>() });

export const granteesIn = (grantees: Grantees): pulumi.Input<string>[] => Object.values(grantees);

export interface GranteeSettings {
  /** Name of the args' property. */
  property: string;
  /** What a grant to a known text is called. @default the text in lowercase with dashes */
  nameOf?: (text: string) => string;
  /** Whether grants to known texts were named by their position once. @default false */
  textsHadPositions?: boolean;
  /** Stops with a reason, in the name of the component. */
  refuse: Refuse;
}

/** Makes the grant, or several whose names end differently. */
type CreateGrant = (
  grantee: pulumi.Input<string>,
  child: (ending?: string) => ChildName,
) => pulumi.Resource | pulumi.Resource[];

/**
 * Makes a grant for each. Its name never comes from its position: taken out of a list, one would take the name of the next,
 * and what is made first and deleted last under two names is gone.
 *
 * @param prefix of the names of the grants, such as `flows-reader`
 * @returns what was made, to wait for
 */
export function grantEach(
  prefix: string,
  grantees: Grantees,
  settings: GranteeSettings,
  create: CreateGrant,
): pulumi.Input<pulumi.Resource[]>[] {
  const { property, nameOf = slugOf, textsHadPositions = false, refuse } = settings;
  const taken = new Set<string>();
  const isList = Array.isArray(grantees);
  return Object.entries(grantees).map(([key, grantee], position) => {
    if (!isList) return grant(grantee, key, [...namesInList(grantee), String(position)]);
    if (typeof grantee === "string")
      return grant(grantee, nameOf(grantee), textsHadPositions ? [String(position)] : []);
    const resources = resourcesBehind(grantee);
    if (resources.length > 0) {
      return grant(grantee, nameOfResources(resources), [String(position), ...formerNames(resources)]);
    }
    // Nothing has to be made before such a value is known: every preview knows it.
    return pulumi.output(grantee).apply((text) => grant(text, nameOf(text), [String(position)]));
  });

  function grant(grantee: pulumi.Input<string>, own: string, former: pulumi.Input<string>[]): pulumi.Resource[] {
    if (taken.has(own)) {
      refuse(
        `\`${property}\` has two entries that would both be called "${own}"; write a record instead, whose keys name them`,
      );
    }
    taken.add(own);
    const made = create(grantee, (ending = "") => ({
      name: `${prefix}-${own}${ending}`,
      aliases: former.map((suffix) => ({ name: pulumi.interpolate`${prefix}-${suffix}${ending}` })),
    }));
    return [made].flat();
  }

  /** What it was called, if it was in a list before. */
  function namesInList(grantee: pulumi.Input<string>): pulumi.Input<string>[] {
    if (typeof grantee === "string") return [nameOf(grantee)];
    const resources = resourcesBehind(grantee);
    return resources.length > 0 ? [nameOfResources(resources), ...formerNames(resources)] : [];
  }
}

/** The resources that a value waits for, those aside that only read, such as another stack. */
function resourcesBehind(grantee: pulumi.Input<string>): pulumi.Resource[] {
  if (!pulumi.Output.isInstance(grantee)) return [];
  const { resources } = grantee as unknown as { resources(): Iterable<pulumi.Resource> };
  return [...resources.call(grantee)].filter((resource) => !(resource instanceof pulumi.StackReference));
}

const nameOfResources = (resources: pulumi.Resource[]): string =>
  slugOf([...new Set(resources.map(pulumi.resourceName))].sort().join("-"));

/** By what the resource was called before it was renamed with an alias. */
function formerNames(resources: pulumi.Resource[]): pulumi.Input<string>[] {
  const [only, ...others] = resources as { __aliases?: pulumi.Input<string>[] }[];
  if (only === undefined || others.length > 0) return [];
  return (only.__aliases ?? []).map((urn) => pulumi.output(urn).apply((known) => slugOf(known.split("::").at(-1)!)));
}
