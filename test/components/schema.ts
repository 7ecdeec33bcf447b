import type { Arg, ComponentArgs } from "../../sdk/src/provider/component-args";

type Spec = Record<string, unknown>;

/** The types of a package, by their tokens. */
type Types = Record<string, Spec>;

/** Pulumi's schema of some components, by their tokens, from the tables of their args. */
export function schemaOf(components: Record<string, ComponentArgs>): Spec {
  const types: Types = {};
  const resources = Object.entries(components).map(([token, args]) => {
    const { properties, required } = objectOf(args, token, types);
    return [token, { isComponent: true, inputProperties: properties, requiredInputs: required }];
  });
  return { name: "syntask", version: "0.1.0", resources: Object.fromEntries(resources), types };
}

function objectOf(args: ComponentArgs, token: string, types: Types) {
  const properties = Object.entries(args).map(([name, arg]) => [
    name,
    propertyOf(arg, `${token}${capital(name)}`, types),
  ]);
  const required = Object.keys(args).filter((name) => args[name]!.required);
  return { type: "object", properties: Object.fromEntries(properties), required };
}

const propertyOf = (arg: Arg, token: string, types: Types): Spec => ({
  ...typeOf(arg, token, types),
  ...(arg.secret && { secret: true }),
  ...(typeof arg.default !== "object" && arg.default !== undefined && { default: arg.default }),
});

/** @param token what a type of its own is called if it has no other name */
function typeOf({ type, plain }: Arg, token: string, types: Types): Spec {
  const isPlain = plain && { plain: true };
  if (type === "any") return { $ref: "pulumi.json#/Any" };
  if (typeof type === "string") return { type, ...isPlain };
  if ("listOf" in type) return { type: "array", items: typeOf(type.listOf, token, types), ...isPlain };
  if ("mapOf" in type) return { type: "object", additionalProperties: typeOf(type.mapOf, token, types), ...isPlain };
  if ("words" in type)
    return { $ref: add(token, { type: "string", enum: type.words.map((value) => ({ value })) }), ...isPlain };
  const own = `syntask:index:${type.object}`;
  return { $ref: add(own, objectOf(type.args, own, types)), ...isPlain };

  function add(name: string, spec: Spec): string {
    const known = types[name];
    if (known && JSON.stringify(known) !== JSON.stringify(spec)) throw new Error(`two types are called ${name}`);
    types[name] = spec;
    return `#/types/${name}`;
  }
}

const capital = (name: string): string => name[0]!.toUpperCase() + name.slice(1);
