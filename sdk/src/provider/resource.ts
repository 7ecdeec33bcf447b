import * as pulumi from "@pulumi/pulumi";
import { knownKinds } from "../engine/define-fields.js";
import type { Definition } from "../engine/definition.js";
import { answeredOutput } from "./answered-output.js";
import { awaited } from "./awaited.js";
import { boundKind, typeOfKind, typesOfKind } from "./binding.js";
import { claim } from "./claims.js";
import { type IsInstance, isInstanceOf } from "./typed-instance.js";

/** Inputs that every Syntask resource takes and that never show as a change on the server. */
export interface CommonArgs {
  /**
   * Adopt an existing object of the same name (natural key), and change it to match these args. Without it only what a
   * killed run has left is adopted: an object that equals them and is less than an hour old.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * Connection to use, for several servers or workspaces: `"prod"` reads `syntask-prod:apiUrl` and `syntask-prod:apiKey`
   * from the stack's config.
   * @default the `syntask:*` config, then `SYNTASK_*` variables, then the active profile
   */
  connection?: pulumi.Input<string>;
}

/** Base class of every Syntask resource: hands the inputs of a definition to the engine. */
export abstract class SyntaskResource extends pulumi.CustomResource {
  /** @internal Of every class whose resources are of one kind. */
  declare static readonly definition: Definition;

  /** Type of its resources in state and in policies. */
  static get __pulumiType(): string {
    return typeOfKind(this.definition?.kind ?? "");
  }

  /** Whether a value is a resource of this class, whichever copy of the package has made it. */
  static override get isInstance(): IsInstance {
    const kinds = this.definition ? [this.definition.kind] : knownKinds;
    return isInstanceOf((type) => kinds.some((kind) => typesOfKind(kind).includes(type)));
  }

  /**
   * @internal
   * @param props every input of the definition; of an object that is read by the option `id`, its connection counts alone
   */
  protected constructor(
    definition: Definition,
    name: string,
    props: pulumi.Inputs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const { kind, formerKinds = [], properties, secrets = [], secretFields = [] } = definition;
    const { outputs = [], secretOutputs = [] } = definition;
    const isRead = opts?.id !== undefined;
    const nothing = Object.fromEntries(properties.map((property) => [property, undefined]));
    const inputs: pulumi.Inputs = isRead ? { ...nothing, connection: props.connection } : { ...props };
    awaited(inputs);
    if (!isRead) claim(definition, name, props);
    for (const name of secrets) if (inputs[name] !== undefined) inputs[name] = pulumi.secret(inputs[name]);
    for (const name of secretFields) if (inputs[name] !== undefined) inputs[name] = withSecretFields(inputs[name]);
    const unset = Object.fromEntries(outputs.map((output) => [output, undefined]));
    const { type, inputs: ofBinding, aliases } = boundKind(kind, formerKinds, definition.stackSettings?.(props) ?? []);
    super(
      type,
      name,
      { ...inputs, ...unset, ...ofBinding },
      pulumi.mergeOptions({ aliases, additionalSecretOutputs: [...secrets, ...secretFields, ...secretOutputs] }, opts),
    );
    if (!pulumi.runtime.isDryRun()) return;
    const answer = isRead ? this.id : this.urn;
    for (const name of Object.keys(inputs)) {
      const echoed = (this as pulumi.Inputs)[name];
      whenRead(this, name, () => awaited(answeredOutput(echoed, answer)));
    }
  }
}

/** Gives an object a property that is made when something reads it: of most outputs of a program nothing does. */
function whenRead(object: object, name: string, make: () => unknown): void {
  const settle = (value: unknown) =>
    void Object.defineProperty(object, name, { configurable: true, enumerable: true, writable: true, value });
  Object.defineProperty(object, name, {
    configurable: true,
    enumerable: true,
    get() {
      const value = make();
      settle(value);
      return value;
    },
    set: settle,
  });
}

function withSecretFields(value: pulumi.Input<Record<string, unknown>>): pulumi.Input<pulumi.Inputs> {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return pulumi.secret(value);
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, pulumi.secret(inner)]));
}
