import * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { type Definition, define } from "./definition.js";
import type { Fields, GivenFor, InputsOf, OutputsFor } from "./field.js";
import { describe } from "./field-table.js";
import { type CommonArgs, SyntaskResource } from "./resource.js";

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

/** A class of resources whose args and outputs follow from its fields. */
export interface ResourceClass<F extends Fields, State extends object = object> {
  new (name: string, ...rest: ConstructorArgs<ArgsOf<F>>): SyntaskResource & OutputsFor<F>;
  /** @internal */
  readonly definition: Definition<InputsOf<F>, State, Client>;
}

type Described =
  | "properties"
  | "replaceOnChanges"
  | "naturalKey"
  | "secrets"
  | "secretFields"
  | "nullable"
  | "defaults";

interface Kind<F extends Fields, State extends object>
  extends Omit<Definition<InputsOf<F>, State, Client>, Described | "canonical" | "writtenLike" | "check" | "label"> {
  fields: F;
  /** @default its name */
  label?: Definition<InputsOf<F>, State, Client>["label"];
  /** What is wrong beside what the fields check one by one. */
  check?: Definition<InputsOf<F>, State, Client>["check"];
}

/** A class for a kind of resource: its fields, and what is done with the server. */
export function resource<F extends Fields, State extends object = object>({
  fields,
  ...kind
}: Kind<F, State>): ResourceClass<F, State> {
  const definition = defineFields(fields, kind);
  return class extends SyntaskResource {
    static readonly definition = definition;

    constructor(name: string, args: pulumi.Inputs = {}, opts?: pulumi.CustomResourceOptions) {
      super(definition, name, inputsFor(fields, name, args), opts);
    }
  } as unknown as ResourceClass<F, State>;
}

/** A definition whose inputs are the fields of a table. */
export function defineFields<F extends Fields, State extends object>(
  fields: F,
  kind: Omit<Kind<F, State>, "fields">,
): Definition<InputsOf<F>, State, Client> {
  const { check, needs, replaceBecause, ...described } = describe(fields);
  return define<any, State, Client>({
    label: ({ name }) => name ?? "",
    fields,
    ...described,
    ...kind,
    async check(inputs, failures, context) {
      check(inputs, failures, context);
      await kind.check?.(inputs, failures, context);
    },
    needs: (inputs) => [...needs(inputs), ...(kind.needs?.(inputs) ?? [])],
    replaceBecause: (olds, news) => [...replaceBecause(olds, news), ...(kind.replaceBecause?.(olds, news) ?? [])],
  });
}

/** What a program gave, as the provider gets it: with default names, and outputs of resources in their place. */
export function inputsFor(fields: Fields, name: string, args: pulumi.Inputs): pulumi.Inputs {
  const inputs: pulumi.Inputs = { adopt: args.adopt, connection: args.connection };
  for (const [property, { namedLikeResource, resourceOutput = "name" }] of Object.entries(fields)) {
    const given = args[property] ?? (namedLikeResource ? name : undefined);
    inputs[property] = pulumi.Resource.isInstance(given) ? (given as pulumi.Inputs)[resourceOutput] : given;
  }
  return inputs;
}
