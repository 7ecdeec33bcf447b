import * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { defineFields, type Kind } from "../engine/define-fields.js";
import type { Definition } from "../engine/definition.js";
import type { Fields, GivenFor, InputsOf, OutputsFor, ValueOf } from "../engine/field.js";
import { normalized } from "../engine/normalize.js";
import { type GetObject, ObjectResource } from "./object-resource.js";
import { outputValues } from "./output-values.js";
import { programContext } from "./program.js";
import { type CommonArgs, SyntaskResource } from "./resource.js";
import type { TypedClass } from "./typed-instance.js";

/**
 * The args of a kind, from its fields.
 *
 * @typeParam Narrower types of args that say more than a field can, as they follow from each other
 */
export type ArgsOf<F extends Fields, Narrower extends object = object> = CommonArgs & {
  [K in keyof GivenFor<F>]: K extends keyof Narrower ? Narrower[K] : GivenFor<F>[K];
};

/** What a constructor takes after the name: args may be left out where none of them has to be given. */
export type ConstructorArgs<Args> = object extends Args
  ? [args?: Args, opts?: pulumi.CustomResourceOptions]
  : [args: Args, opts?: pulumi.CustomResourceOptions];

/** A class of resources that are objects of a server. */
export interface ObjectClass extends TypedClass {
  /** Reads an object by its id that something else has made, and that this program neither changes nor deletes. */
  readonly get: GetObject;
}

/** A class of resources whose args and outputs follow from its fields. */
export interface ResourceClass<F extends Fields, State extends object = object> extends ObjectClass {
  new (name: string, ...rest: ConstructorArgs<ArgsOf<F>>): SyntaskResource & OutputsFor<F>;
  /** @internal */
  readonly definition: Definition<InputsOf<F>, State, Client>;
}

/** A class for a kind of resource: its fields, and what is done with the server. */
export function resource<F extends Fields, State extends object = object>({
  fields,
  ...kind
}: Kind<F, State>): ResourceClass<F, State> {
  const definition = defineFields(fields, kind);
  return class extends ObjectResource {
    static override readonly definition = definition;

    constructor(name: string, args: pulumi.Inputs = {}, opts?: pulumi.CustomResourceOptions) {
      super(definition, name, inputsFor(definition, name, args), opts);
    }
  } as unknown as ResourceClass<F, State>;
}

/** What a component gives to a kind of its own: what it may leave out may also turn out to be empty. */
export type InnerArgsOf<F extends Fields> = Pick<CommonArgs, "connection"> & {
  [K in keyof GivenFor<F>]: undefined extends GivenFor<F>[K]
    ? GivenFor<F>[K] | pulumi.Input<ValueOf<F[K & keyof F]> | undefined>
    : GivenFor<F>[K];
};

/** A class of resources that components alone make. */
export interface InnerClass<F extends Fields> extends TypedClass {
  new (name: string, args: InnerArgsOf<F>, opts?: pulumi.CustomResourceOptions): SyntaskResource;
  readonly definition: Definition<InputsOf<F>>;
}

/** A class for a kind that components alone make. */
export function innerResource<F extends Fields>(definition: Definition<InputsOf<F>>): InnerClass<F> {
  return class extends SyntaskResource {
    static override readonly definition = definition;

    constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
      super(definition, name, inputsFor(definition, name, args), opts);
    }
  } as unknown as InnerClass<F>;
}

/** What a program gave, as the provider gets it: with outputs of resources in their place, and all that follows from it. */
export function inputsFor(definition: Definition, name: string, args: pulumi.Inputs): pulumi.Inputs {
  const given: pulumi.Inputs = { adopt: args.adopt, connection: args.connection };
  for (const [property, { resourceOutput = "name" }] of Object.entries(definition.fields!)) {
    const value = args[property];
    given[property] = pulumi.Resource.isInstance(value) ? (value as pulumi.Inputs)[resourceOutput] : value;
  }
  for (const property of definition.given ?? []) given[property] = args[property];
  return normalized(definition, given, programContext(definition.kind, name), outputValues);
}
