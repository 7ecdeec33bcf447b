import type * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { ownValue } from "../api/own-value.js";
import { checkNotMasked } from "../checks/masked.js";
import { checkSlug } from "../checks/names.js";
import { defineFields } from "../engine/define-fields.js";
import type { CheckContext, Definition, Json } from "../engine/definition.js";
import { anyOf, type Fields, type InputsOf, type OutputsFor, text } from "../engine/field.js";
import { observed, toWire } from "../engine/field-table.js";
import { type ArgsOf, type ConstructorArgs, inputsFor, type ObjectClass } from "../provider/define-resource.js";
import {
  type BlockData,
  type BlockDocument,
  blockIdentity,
  createDocument,
  deleteDocument,
  derivedOfBlock,
  documentNames,
  findDocument,
  listDocuments,
  readDocument,
  referenceTo,
  referredBy,
  updateDocument,
} from "./block-document.js";
import { BlockResource } from "./block-resource.js";

const ofEveryBlock = {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name: text({ namedLikeResource: true, naturalKey: true, replaceOnChanges: true, check: checkSlug }),
};

type BlockFields<F extends Fields> = typeof ofEveryBlock & F;

/** The args of a typed block, from its fields. */
export type BlockArgsOf<F extends Fields> = ArgsOf<BlockFields<F>>;

/** A class of blocks of one type whose args and outputs follow from its fields. */
export interface BlockClass<F extends Fields> extends ObjectClass {
  new (name: string, ...rest: ConstructorArgs<BlockArgsOf<F>>): BlockResource & OutputsFor<F>;
  /** @internal */
  readonly definition: Definition<InputsOf<BlockFields<F>>, object, Client>;
}

interface BlockKind<F extends Fields> {
  kind: string;
  noun: string;
  slug: string;
  /** What the server's library takes when a field is missing is its default; else that is none. */
  fields: F;
  /** What is wrong beside what the fields check one by one. */
  check?: Definition<InputsOf<BlockFields<F>>, object, Client>["check"];
  normalize?: Definition["normalize"];
}

/** A type of blocks that has a class. */
export interface TypedBlock {
  definition: Definition;
  /** The inputs that make a document. */
  inputsOf(document: BlockDocument): object;
}

/** The types that have a class, by their slugs. */
export const typedBlocks = new Map<string, TypedBlock>();

/** A class for the blocks of a type whose fields are known: each is an input of its own. */
export function typedBlock<F extends Fields>(block: BlockKind<F>): BlockClass<F> {
  const { kind, noun, slug, normalize } = block;
  const fields = { ...ofEveryBlock, ...withDefaultNone(block.fields) };
  const secrets = Object.keys(block.fields).filter((name) => block.fields[name]!.secret);
  const observe = ({ data, ...document }: BlockDocument) => observed(fields, { ...data, ...document });

  const definition = defineFields<typeof ofEveryBlock, object>(fields, {
    kind,
    noun,
    normalize,
    identity: ({ name }) => blockIdentity(slug, name),
    derived: derivedOfBlock(() => slug),

    namesakes: async (client, { name }) => ({ name, others: await documentNames(client, slug) }),

    check(inputs, failures, context) {
      for (const secret of secrets) checkNotMasked(secret, inputs[secret as keyof typeof inputs], failures);
      return block.check?.(inputs as Partial<InputsOf<BlockFields<F>>>, failures, context as CheckContext<any>);
    },

    async list(client) {
      return (await listDocuments(client, slug)).map(observe);
    },

    async find(client, { name }) {
      const document = await findDocument(client, slug, name);
      return document && observe(document);
    },

    async create(client, inputs) {
      return { id: await createDocument(client, slug, inputs.name, dataOf(block.fields, inputs)), state: {} };
    },

    async read(client, id) {
      const document = await readDocument(client, id);
      const { typeSlug = slug } = document ?? {};
      if (typeSlug !== slug) throw new Error(`is a block of type "${typeSlug}"`);
      if (!document) return undefined;
      const found = observe(document);
      return { ...found, inputs: { ...found.inputs, name: document.name } };
    },

    async update(client, id, inputs) {
      await updateDocument(client, id, slug, dataOf(block.fields, inputs));
      return {};
    },

    delete: deleteDocument,
  });
  typedBlocks.set(slug, { definition, inputsOf: (document) => observe(document).inputs });

  return class extends BlockResource {
    static override readonly definition = definition;

    constructor(name: string, args: pulumi.Inputs = {}, opts?: pulumi.CustomResourceOptions) {
      super(definition, name, slug, inputsFor(definition, name, args), opts);
    }
  } as unknown as BlockClass<F>;
}

/** A block, or the id of its document: in the data a reference. */
export const blockReference = <Referred extends BlockResource>() =>
  anyOf<string, pulumi.Input<string> | Referred>({
    resourceOutput: "documentId",
    toWire: referenceTo,
    fromWire: (value) => referredBy(value) ?? value,
  })();

/** What an object's keys are called on the server, by what they are called here. */
export const renamedKeys = (names: Readonly<Record<string, string>>) => ({
  toWire: (value: object) => renamed(value, names),
  fromWire: (value: object) =>
    renamed(value, Object.fromEntries(Object.entries(names).map(([here, there]) => [there, here]))),
});

const withDefaultNone = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, { default: null, ...field }]));

/** A null in a credentials block breaks the worker: what is left out is not sent. Source: `docs/server-rules.md`, "Credentials in pull steps". */
function dataOf(fields: Fields, inputs: object): BlockData {
  const given = new Map(Object.entries(inputs).filter(([, value]) => value !== undefined && value !== null));
  const sent = Object.fromEntries(Object.entries(fields).filter(([name]) => given.has(name)));
  return toWire(sent, inputs, "create");
}

const renamed = (value: object, names: Readonly<Record<string, string>>): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([key, inner]) => [ownValue(names, key) ?? key, inner]),
  );
