import type { Arg, ArgType, ComponentArgs } from "../../sdk/src/provider/component-args.js";
import type { Declarations } from "./declarations.js";
import type { NeutralTypes } from "./neutral-types.js";
import {
  anyJson,
  type ComplexTypeSpec,
  capitalized,
  notInPlugins,
  type Properties,
  type PropertySpec,
  type ResourceSpec,
  rankOf,
  type TypeSpec,
  tokenOf,
} from "./spec.js";

/** A component's class. */
export interface Component {
  readonly args: ComponentArgs;
  /** Its type: package, module and name. */
  readonly __pulumiType: string;
  /** What its type was called before, in stacks that exist. */
  readonly formerType?: string;
}

/** What every storage of flow code has for deployments. */
const storageOutput = "storage";

/**
 * Objects that one component tells and another one takes as they are, with what is in them. Typed languages would have one
 * type for what is told and another for what is taken, so that they are maps there.
 */
const handedOn: Readonly<Record<string, TypeSpec>> = { ContainerIdentity: { type: "string" }, FlowStorage: anyJson };

/** Words that several components take, by the arg that takes them. */
const sharedWords: Readonly<Record<string, string>> = { permissions: "StoragePermissions", workPool: "WorkPoolType" };

/** Reads components from the tables of their args, and from the public members of their classes. */
export class ComponentReader {
  constructor(
    components: readonly Component[],
    private readonly declarations: Declarations,
    private readonly types: NeutralTypes,
  ) {
    for (const { args, __pulumiType } of components) this.#enterObjects(args, moduleOf(__pulumiType));
  }

  /** The module of each object that args have: the one of its components, if they are all in one. */
  readonly #modules = new Map<string, string>();

  resourceOf({ args, __pulumiType, formerType }: Component): ResourceSpec {
    const [, module = "", name = ""] = __pulumiType.split(":");
    const { description } = this.declarations.documentationOf(this.declarations.symbolOf(name));
    const inputs = this.#propertiesOf(args, `${name}Args`, { owner: name, module });
    const outputs = this.#outputsOf(name);
    return {
      description: description!,
      isComponent: true,
      inputProperties: inputs.properties,
      requiredInputs: inputs.required,
      properties: outputs.properties,
      required: outputs.required,
      ...(formerType && { aliases: [{ type: formerType }] }),
    };
  }

  #enterObjects(args: ComponentArgs, module: string): void {
    for (const { type } of Object.values(args)) {
      const object = objectIn(type);
      if (!object) continue;
      const known = this.#modules.get(object.object);
      this.#modules.set(object.object, known === undefined || known === module ? module : "index");
      this.#enterObjects(object.args, module);
    }
  }

  /**
   * @param declared name of the interface that has the comments
   * @param place where a type without a name of its own is
   */
  #propertiesOf(args: ComponentArgs, declared: string, place: Place): { properties: Properties; required: string[] } {
    const type = this.declarations.typeOf(declared)!;
    const own = Object.entries(args)
      .filter(([name]) => !notInPlugins.includes(name))
      .sort(([one, { required: first }], [other, { required: second }]) => rankOf(one, first) - rankOf(other, second));
    const properties = own.map(([name, arg]): [string, PropertySpec] => {
      const { description: comment } = this.declarations.documentationOf(type.getProperty(name));
      const description = withKeys(comment!, arg);
      const inner =
        name in sharedWords
          ? { owner: sharedWords[name]!, module: "index" }
          : { ...place, owner: place.owner + capitalized(name) };
      return [name, this.types.described(this.#inputOf(arg, inner), description)];
    });
    return {
      properties: Object.fromEntries(properties),
      required: own.filter(([, { required }]) => required).map(([name]) => name),
    };
  }

  #inputOf(arg: Arg, place: Place): PropertySpec {
    const { default: value, secret } = arg;
    return {
      ...this.#typeOf(arg, place),
      ...(value !== undefined && typeof value !== "object" && { default: value }),
      ...(secret && { secret }),
    };
  }

  #typeOf({ type, plain }: Arg, place: Place): TypeSpec {
    const isPlain = plain && { plain };
    if (type === "any") return anyJson;
    if (typeof type === "string") return { type, ...isPlain };
    if ("listOf" in type) return { type: "array", items: this.#typeOf(type.listOf, place), ...isPlain };
    if ("mapOf" in type) return { type: "object", additionalProperties: this.#typeOf(type.mapOf, place), ...isPlain };
    if ("words" in type) {
      const values = type.words.map((value) => ({ value }));
      return { $ref: this.types.add(tokenOf(place.owner, place.module), { type: "string", enum: values }), ...isPlain };
    }
    const inside = handedOn[type.object];
    if (inside) return { type: "object", additionalProperties: inside, ...isPlain };
    return { $ref: this.#objectOf(type.object, type.args), ...isPlain };
  }

  #objectOf(name: string, args: ComponentArgs): string {
    const module = this.#modules.get(name)!;
    const declared = this.declarations.find(name) ? name : `${name}Args`;
    const { description } = this.declarations.documentationOf(this.declarations.symbolOf(declared));
    const spec: ComplexTypeSpec = {
      ...(description && { description }),
      type: "object",
      ...this.#propertiesOf(args, declared, { owner: name, module }),
    };
    return this.types.add(tokenOf(name, module), spec);
  }

  #outputsOf(name: string): { properties: Properties; required: string[] } {
    const members = this.declarations.membersOf(name);
    const outputs = members.flatMap((member) => {
      const type = this.declarations.typeOfMember(member);
      const spec = this.types.outputOf(type, name + capitalized(member.name));
      const { description } = this.declarations.documentationOf(member);
      const isThere = !this.types.mayBeMissing(type);
      return spec ? [{ name: member.name, spec: { ...spec, description } as PropertySpec, isThere }] : [];
    });
    if (members.some((member) => member.name === "pullSteps")) outputs.push(this.#storage());
    return {
      properties: Object.fromEntries(outputs.map((output) => [output.name, output.spec])),
      required: outputs.filter(({ isThere }) => isThere).map((output) => output.name),
    };
  }

  /** All that a deployment needs of a storage, in one value. */
  #storage() {
    const spec = this.types.specOf(this.declarations.typeOf("FlowStorage")!, "FlowStorage");
    return {
      name: storageOutput,
      spec: { ...spec, description: "What a `Deployment` takes as its `storage`." },
      isThere: true,
    };
  }
}

interface Place {
  owner: string;
  module: string;
}

/** The description of a map whose keys its type does not tell. */
function withKeys(description: string, { type, sugar }: Arg): string {
  if (typeof type !== "object") return description;
  const isNamedHere = sugar && "mapOf" in type;
  if (isNamedHere)
    return `${description.replace("Default: [].", "Default: {}.")} Each has a key of your own, which names it.`;
  const object = objectIn(type);
  if (!object || handedOn[object.object]?.type !== "string") return description;
  return `${description} It has ${Object.keys(object.args)
    .map((key) => `\`${key}\``)
    .join(" and ")}.`;
}

const moduleOf = (type: string): string => type.split(":")[1]!;

/** The object that values of a type are, or have as items. */
function objectIn(type: ArgType): { object: string; args: ComponentArgs } | undefined {
  if (typeof type === "string" || "words" in type) return undefined;
  return "object" in type ? type : objectIn(("listOf" in type ? type.listOf : type.mapOf).type);
}
