import type * as pulumi from "@pulumi/pulumi";
import { path } from "../api/client.js";
import { define, type Json, type Observed, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { checkVariableName } from "./names.js";
import { sortedTags } from "./tags.js";

export interface VariableArgs extends CommonArgs {
  /**
   * Unique in the workspace: lowercase letters, digits and underscores, at most 255. A change replaces the variable.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Any JSON value of at most 5,000 bytes. Flows read it at run time; it is not secret. */
  value: pulumi.Input<Json>;
  /** @default [] */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A named JSON value that flows read at run time.
 *
 * @example
 * ```ts
 * new syntask.Variable("batch_size", { value: 500 });
 * ```
 */
export class Variable extends SyntaskResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly value: pulumi.Output<Json>;
  declare readonly tags: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: VariableArgs, opts?: pulumi.CustomResourceOptions) {
    const { value, tags, adopt, connection } = args;
    super(Variable.definition, name, { name: args.name ?? name, value, tags, adopt, connection }, opts);
  }

  /** @internal */
  static readonly definition = define<VariableInputs>({
    kind: "Variable",
    noun: "variable",
    label: ({ name }) => name ?? "",
    properties: ["name", "value", "tags"],
    replaceOn: ["name"],
    naturalKey: ["name"],
    defaults: { tags: [] },
    nullable: ["value"],
    canonical: { tags: sortedTags },

    check({ name, value }, problems) {
      checkVariableName(name, problems);
      const bytes = value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
      if (bytes > maximumBytes) {
        problems.add(
          "value",
          `has ${bytes} bytes of JSON, and a variable holds at most ${maximumBytes}; shorten it or use a block`,
        );
      }
    },

    async find(client, { name }) {
      const variable = await client.find<WireVariable>(path`/variables/name/${name}`);
      return variable && observe(variable);
    },

    async create(client, inputs) {
      const { id } = await client.post<WireVariable>("/variables/", toWire(inputs), { repeatable: true });
      return { id, state: {} };
    },

    async read(client, id) {
      const variable = await client.byId<WireVariable>("variables", id);
      return variable && observe(variable);
    },

    async update(client, id, inputs) {
      await client.patch(path`/variables/${id}`, toWire(inputs));
      return {};
    },

    async delete(client, id) {
      await client.delete(path`/variables/${id}`);
    },
  });
}

interface VariableInputs extends ProviderInputs {
  name: string;
  value: Json;
  tags?: string[];
}

interface WireVariable {
  id: string;
  created: string;
  name: string;
  value: Json;
  tags: string[];
}

const maximumBytes = 5000;

const toWire = ({ name, value, tags }: VariableInputs) => ({ name, value, tags: tags ?? [] });

const observe = ({ id, created, name, value, tags }: WireVariable): Observed<VariableInputs, object> => ({
  id,
  created,
  inputs: { name, value, tags },
  state: {},
});
