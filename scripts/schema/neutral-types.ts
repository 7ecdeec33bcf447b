import { isDeepStrictEqual } from "node:util";
import * as ts from "typescript";
import {
  isFreeForm,
  isPromise,
  isRequired,
  isResource,
  nameOf,
  primitiveOf,
  sourceNameOf,
  wordsIn,
} from "./compiler-types.js";
import { type Declarations, isOutput } from "./declarations.js";
import { asText } from "./documentation.js";
import {
  anyJson,
  type ComplexTypeSpec,
  capitalized,
  type Properties,
  type PropertySpec,
  type TypeSpec,
  tokenOf,
} from "./spec.js";

/**
 * The types of the declarations in a form that every language has: what a TypeScript program may write as well is left
 * out, and a choice between objects is one object that has the properties of them all.
 */
export class NeutralTypes {
  /** The objects and words that have a name, by their tokens. */
  readonly types: Record<string, ComplexTypeSpec> = {};
  readonly #declared = new Map<string, ts.Type>();

  /** @param wholeNumbers names of properties whose numbers have to be whole */
  constructor(
    private readonly declarations: Declarations,
    private readonly wholeNumbers: ReadonlySet<string>,
  ) {}

  /** Types of the same declarations that do not become part of these. */
  apart(): NeutralTypes {
    return new NeutralTypes(this.declarations, this.wholeNumbers);
  }

  /** The type of a property. */
  typeOf(property: string, type: ts.Type, owner: string): TypeSpec {
    const spec = this.specOf(type, owner + capitalized(property));
    return spec.type === "number" && this.wholeNumbers.has(property) ? { ...spec, type: "integer" } : spec;
  }

  /** @param name what the type is called if it has no other name, beginning with what it is a part of */
  specOf(type: ts.Type, name: string): TypeSpec {
    if (this.#isJson(type)) return anyJson;
    const parts = this.#partsOf(type);
    const [part] = parts;
    if (part === undefined) throw new Error(`${name} has no value that every language has: ${this.#textOf(type)}`);
    const words = wordsIn(parts);
    if (words) return this.#wordsOf(words, nameOf(type) ?? name);
    const list = parts.find((one) => this.#checker.isArrayType(one));
    if (list) {
      const [item] = this.#checker.getTypeArguments(list as ts.TypeReference);
      return { type: "array", items: this.specOf(item!, name) };
    }
    const objects = parts.filter((one) => one.flags & ts.TypeFlags.Object);
    if (objects.length > 1) return this.#alternativesOf(type, objects, name);
    const [object = part] = objects;
    if (isFreeForm(object)) return { type: "object", additionalProperties: anyJson };
    if (!(object.flags & ts.TypeFlags.Object)) return primitiveOf(parts, name);
    const values = this.#checker.getIndexInfoOfType(object, ts.IndexKind.String);
    if (values) return { type: "object", additionalProperties: this.specOf(values.type, name) };
    return this.#objectOf(object, name);
  }

  /** Whether values are of one type in every language as they are. */
  isOneType(type: ts.Type): boolean {
    if (this.#isJson(type)) return true;
    const parts = this.#partsOf(type);
    if (wordsIn(parts)) return true;
    const [part] = parts;
    if (parts.length !== 1) return false;
    if (isFreeForm(part!) || !(part!.flags & ts.TypeFlags.Object)) return true;
    if (this.#checker.isArrayType(part!)) {
      return this.isOneType(this.#checker.getTypeArguments(part as ts.TypeReference)[0]!);
    }
    const members = part!.getProperties();
    const values = this.#checker.getIndexInfoOfType(part!, ts.IndexKind.String);
    if (values) return members.length === 0 && this.isOneType(values.type);
    return members.every((member) => this.isOneType(this.declarations.typeOfMember(member)));
  }

  /** Whether programs in other languages have such values: they have no resource in the place of a text. */
  hasValues(type: ts.Type): boolean {
    return this.#isJson(type) || this.#partsOf(type).length > 0;
  }

  /**
   * The type of what a component tells, resources among it. Nothing of a value that is known without asking, which counts
   * where the component is made.
   */
  outputOf(type: ts.Type, name: string): TypeSpec | undefined {
    if (isOutput(type)) return this.specOf(type, name);
    const [part] = (type.isUnion() ? type.types : [type]).filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    if (isResource(part!)) return { $ref: `#/resources/${tokenOf(part!.symbol.name)}` };
    const values = this.#checker.getIndexInfoOfType(part!, ts.IndexKind.String);
    if (values) return { type: "object", additionalProperties: this.outputOf(values.type, name)! };
    if (this.#checker.isArrayType(part!) || isFreeForm(part!)) return this.specOf(part!, name);
    const isObject = part!.flags & ts.TypeFlags.Object;
    return isObject ? { type: "object", additionalProperties: { type: "string" } } : undefined;
  }

  /** Whether an output, or what stands in its place, may be without a value. */
  mayBeMissing(type: ts.Type): boolean {
    const inner = isOutput(type) ? this.#within(type) : type;
    return Boolean((inner.isUnion() ? inner.types : [inner]).some((part) => part.flags & ts.TypeFlags.Undefined));
  }

  /** The members of an object that other languages have too. */
  propertiesOf(type: ts.Type, name: string): { properties: Properties; required: string[] } {
    const members = type.getProperties().filter((member) => this.hasValues(this.declarations.typeOfMember(member)));
    return {
      properties: Object.fromEntries(members.map((member) => [member.name, this.propertyOf(member, name)])),
      required: members.filter(isRequired).map((member) => member.name),
    };
  }

  propertyOf(member: ts.Symbol, owner: string): PropertySpec {
    const { description } = this.declarations.documentationOf(member);
    const type = this.declarations.typeOfMember(member);
    const text = this.takesResource(type) ? asText(description) : description;
    return this.described(this.typeOf(member.name, type, owner), text);
  }

  /** A property with its description, which is also that of the words which it is the first to have. */
  described(spec: PropertySpec, description: string | undefined): PropertySpec {
    const words = spec.$ref && this.types[spec.$ref.replace("#/types/", "")];
    if (words && words.type === "string") words.description ??= description?.replace(/ Default: .*/, "");
    return { ...spec, ...(description && { description }) };
  }

  /** Whether a program in TypeScript may give a resource. */
  takesResource(type: ts.Type): boolean {
    return type.isUnion() && type.types.some(isResource);
  }

  get #checker(): ts.TypeChecker {
    return this.declarations.checker;
  }

  /** The alternatives of a type that programs in other languages have. */
  #partsOf(type: ts.Type): ts.Type[] {
    if (isOutput(type)) return this.#partsOf(this.#within(type));
    if (!type.isUnion()) return this.#isLeftOut(type) ? [] : [type];
    const present = type.types.filter((part) => !this.#isLeftOut(part) && !isPromise(part));
    const parts = present.filter((part) => !isOutput(part));
    const [output] = present;
    if (parts.length === 0) return output ? this.#partsOf(this.#within(output)) : [];
    const hasBoolean = parts.some((part) => part.flags & ts.TypeFlags.BooleanLiteral);
    const others = parts.filter((part) => !(part.flags & ts.TypeFlags.BooleanLiteral));
    return hasBoolean ? [...others, this.#checker.getBooleanType()] : others;
  }

  #within(output: ts.Type): ts.Type {
    const [inner] = output.aliasTypeArguments ?? this.#checker.getTypeArguments(output as ts.TypeReference);
    return inner!;
  }

  #isLeftOut(type: ts.Type): boolean {
    const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.Never;
    return Boolean(type.flags & nothing) || isResource(type);
  }

  #isJson(type: ts.Type): boolean {
    if (type.aliasSymbol?.name === "Json" || type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return true;
    if (isOutput(type)) return this.#isJson(this.#within(type));
    const parts = type.isUnion() ? this.#partsOf(type) : [];
    const isOf = (flags: ts.TypeFlags) => parts.some((part) => part.flags & flags);
    const isMore = isOf(ts.TypeFlags.Object) || isOf(ts.TypeFlags.BooleanLike);
    return isOf(ts.TypeFlags.StringLike) && isOf(ts.TypeFlags.NumberLike) && isMore;
  }

  #wordsOf(words: readonly string[], name: string): TypeSpec {
    return this.#ref(name, undefined, () => ({ type: "string", enum: words.map((value) => ({ value })) }));
  }

  #objectOf(type: ts.Type, name: string): TypeSpec {
    const own = nameOf(type) ?? name;
    return this.#ref(own, type, () => ({ type: "object", ...this.propertiesOf(type, own) }));
  }

  /** One object for several, of which each has some of the properties; what tells them apart is words. */
  #alternativesOf(type: ts.Type, objects: readonly ts.Type[], name: string): TypeSpec {
    const own = nameOf(type) ?? name;
    return this.#ref(own, undefined, () => {
      const members = objects.map((object) => object.getProperties());
      const names = [...new Set(members.flat().map((member) => member.name))];
      const properties = names.map((property) => {
        const found = objects.filter((object) => object.getProperty(property));
        return [property, this.#mergedProperty(found, property, own, found.length < objects.length)] as const;
      });
      const isNeeded = (property: string) =>
        members.every((some) => some.some((one) => one.name === property && isRequired(one)));
      return { type: "object", properties: Object.fromEntries(properties), required: names.filter(isNeeded) };
    });
  }

  #mergedProperty(objects: readonly ts.Type[], property: string, owner: string, saysWhere: boolean) {
    const byText = new Map<string, string[]>();
    const types = objects.map((object) => {
      const member = object.getProperty(property)!;
      const { description: comment = "" } = this.declarations.documentationOf(member);
      const description = this.takesResource(this.declarations.typeOfMember(member)) ? asText(comment)! : comment;
      byText.set(description, [...(byText.get(description) ?? []), ...this.#wordsThatTell(object)]);
      return this.declarations.typeOfMember(member);
    });
    const isSame = byText.size === 1 && !saysWhere;
    const texts = [...byText].map(([text, words]) => (isSame ? text : `With ${listed(words)}: ${text}`));
    const words = types.map((type) => wordsIn(this.#partsOf(type)));
    const name = owner + capitalized(property);
    const spec = words.every((some) => some !== undefined)
      ? this.#wordsOf([...new Set(words.flat() as string[])], types.length === 1 ? (nameOf(types[0]!) ?? name) : name)
      : this.typeOf(property, types[0]!, owner);
    return this.described(spec, texts.join(" "));
  }

  /** The words of the one property that has other words in each of several objects. */
  #wordsThatTell(object: ts.Type): string[] {
    const type = object.getProperty("type");
    return (type && wordsIn(this.#partsOf(this.declarations.typeOfMember(type)))) ?? [];
  }

  /** Enters a type that something else has made, and refers to it. One of the same token has to have the same properties. */
  add(token: string, spec: ComplexTypeSpec): string {
    const known = this.types[token];
    if (known && !isDeepStrictEqual(withoutTexts(known), withoutTexts(spec))) {
      throw new Error(`two types are called ${token}`);
    }
    this.types[token] ??= spec;
    return `#/types/${token}`;
  }

  /** A type that has a name. It is entered before it is made, as it may have values of its own type in it. */
  #ref(name: string, type: ts.Type | undefined, make: () => ComplexTypeSpec): TypeSpec {
    const token = tokenOf(name);
    const known = this.#declared.get(token);
    if (known && type && known !== type) throw new Error(`two types are called ${name}`);
    if (type) this.#declared.set(token, type);
    if (!(token in this.types)) {
      this.types[token] = { type: "object" };
      const spec = make();
      const isWords = spec.type === "string";
      const { description } = this.declarations.documentationOf(
        isWords ? undefined : this.declarations.find(sourceNameOf(name)),
      );
      this.types[token] = { ...(description && { description }), ...spec };
    }
    return { $ref: `#/types/${token}` };
  }

  #textOf(type: ts.Type): string {
    return this.#checker.typeToString(type);
  }
}

/** What two declarations of one type have in common. */
function withoutTexts(spec: ComplexTypeSpec): unknown {
  const { description: _, properties = {}, required = [], ...rest } = spec;
  const names = Object.entries(properties).map(([name, property]) => {
    const { description: __, default: ___, plain: ____, ...type } = property;
    return [name, type];
  });
  return { ...rest, properties: Object.fromEntries(names), required: [...required].sort() };
}

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");
