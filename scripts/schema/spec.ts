/** A type in Pulumi's schema: one that every language has. */
export interface TypeSpec {
  type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
  $ref?: string;
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
  plain?: boolean;
}

/** A property: a type, and what is known about its values. */
export interface PropertySpec extends TypeSpec {
  description?: string;
  default?: string | number | boolean;
  secret?: boolean;
  willReplaceOnChanges?: boolean;
}

export type Properties = Record<string, PropertySpec>;

/** An object with properties of its own, or one of several words. */
export interface ComplexTypeSpec {
  description?: string;
  type: "object" | "string";
  properties?: Properties;
  required?: string[];
  enum?: { value: string }[];
}

export interface ResourceSpec {
  description: string;
  isComponent?: boolean;
  /** Left out of the packages that are made of the schema. */
  isOverlay?: boolean;
  deprecationMessage?: string;
  inputProperties: Properties;
  requiredInputs: string[];
  properties: Properties;
  required: string[];
  /** There when objects of the kind can be listed. */
  listInputs?: { properties: Properties };
  aliases?: { type: string }[];
}

export interface FunctionSpec {
  description: string;
  inputs: { properties: Properties; required: string[] };
  outputs: { description?: string; properties: Properties; required: string[] };
}

/** Pulumi's schema of a package. */
export interface PackageSpec {
  name: string;
  config: { variables: Properties };
  provider: Omit<ResourceSpec, "properties" | "required">;
  types: Record<string, ComplexTypeSpec>;
  resources: Record<string, ResourceSpec>;
  functions: Record<string, FunctionSpec>;
  [other: string]: unknown;
}

/** Any JSON value. */
export const anyJson: TypeSpec = { $ref: "pulumi.json#/Any" };

export const packageName = "syntask";

/** Inputs that a plugin has in another form: its connections are providers. */
export const notInPlugins: readonly string[] = ["connection"];

/** Where an input stands: what has to be given first, and what every kind has last. */
export const rankOf = (name: string, required = false): number => (required ? 0 : name === "adopt" ? 2 : 1);

/** @param module the part of the package; of `index` the name alone counts in programs */
export const tokenOf = (name: string, module = "index"): string => `${packageName}:${module}:${name}`;

export const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
