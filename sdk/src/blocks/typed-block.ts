import { ownValue } from "../api/own-value.js";
import { type CheckContext, type Definition, define, type Json, type ProviderInputs } from "../provider/definition.js";
import type { Problems } from "../provider/problems.js";
import { checkNotMasked } from "../resources/masked.js";
import { checkSlug } from "../resources/names.js";
import {
  type BlockData,
  type BlockDocument,
  blockIdentity,
  createDocument,
  deleteDocument,
  findDocument,
  readDocument,
  referenceTo,
  referredBy,
  updateDocument,
} from "./block-document.js";

/** One field of a typed block. */
export interface BlockField {
  /** @default the input's name in snake case */
  wire?: string;
  required?: boolean;
  secret?: boolean;
  /** What the server's library takes when the field is missing. */
  default?: Json;
  /** Whether the input is the id of another block's document. */
  reference?: boolean;
  /** Names that the keys of an object have on the server, by the names they have in the input. */
  keys?: { readonly [key: string]: string };
}

interface TypedBlock<Inputs> {
  kind: string;
  noun: string;
  slug: string;
  fields: { readonly [P in Exclude<keyof Inputs, keyof ProviderInputs | "name">]-?: BlockField };
  check?(inputs: Partial<Inputs>, problems: Problems, context: CheckContext<Inputs>): void;
}

type Values = Record<string, Json | undefined>;

/** A type of blocks that has a class. */
export interface TypedBlockKind {
  definition: Definition;
  /** The inputs that make a document. */
  inputsOf(document: BlockDocument): object;
}

/** The types that have a class, by their slugs. */
export const typedBlocks = new Map<string, TypedBlockKind>();

/** The definition of a block whose type and fields are known: each field is an input of its own. */
export function defineTypedBlock<Inputs extends ProviderInputs & { name: string }>(
  block: TypedBlock<Inputs>,
): Definition<Inputs> {
  const { kind, noun, slug } = block;
  const fields = Object.entries(block.fields) as [keyof Inputs & string, BlockField][];
  const secrets = fields.filter(([, field]) => field.secret).map(([input]) => input);
  const defaults = Object.fromEntries(fields.map(([input, field]) => [input, field.default ?? null]));

  const toData = (inputs: Inputs): BlockData =>
    Object.fromEntries(
      fields
        .map(([input, field]) => [wireName(input, field), toWire(field, (inputs as unknown as Values)[input])] as const)
        .filter((entry): entry is [string, Json] => entry[1] !== undefined),
    );
  const observe = ({ id, created, name, data }: BlockDocument) => ({
    id,
    created,
    inputs: {
      name,
      ...Object.fromEntries(fields.map(([input, field]) => [input, fromWire(field, data[wireName(input, field)])])),
    } as Partial<Inputs>,
    state: {},
  });

  const definition = define<Inputs>({
    kind,
    noun,
    label: ({ name }) => name ?? "",
    properties: ["name", ...fields.map(([input]) => input)],
    replaceOn: ["name"],
    naturalKey: ["name"],
    identity: (inputs) => blockIdentity(slug, inputs.name),
    secrets,
    defaults: defaults as Definition<Inputs>["defaults"],

    check(inputs, problems, context) {
      checkSlug("name", inputs.name, problems);
      for (const secret of secrets) checkNotMasked(secret, inputs[secret], problems);
      for (const [input, { required }] of fields) {
        if (required && inputs[input] === undefined && !context.isUnknown(input)) problems.add(input, "is missing");
      }
      block.check?.(inputs, problems, context);
    },

    async find(client, { name }) {
      const document = await findDocument(client, slug, name);
      return document && observe(document);
    },

    async create(client, inputs) {
      return { id: await createDocument(client, slug, inputs.name, toData(inputs)), state: {} };
    },

    async read(client, id) {
      const document = await readDocument(client, id);
      return document && observe(document);
    },

    async update(client, id, inputs) {
      await updateDocument(client, id, slug, toData(inputs));
      return {};
    },

    delete: deleteDocument,
  });
  typedBlocks.set(slug, { definition, inputsOf: (document) => observe(document).inputs });
  return definition;
}

const wireName = (input: string, { wire }: BlockField): string =>
  wire ?? input.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A null in a credentials block breaks the worker: what is left out is not sent. Source: `syntask/flow-storage.md`, section 4. */
function toWire({ reference, keys }: BlockField, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return value ?? undefined;
  if (reference) return referenceTo(value as string);
  return keys ? renamed(value as Record<string, Json>, keys) : value;
}

function fromWire({ reference, keys, default: otherwise = null }: BlockField, value: Json | undefined): Json {
  if (value === undefined || value === null) return otherwise;
  if (reference) return referredBy(value) ?? value;
  if (!keys) return value;
  const inputs = Object.fromEntries(Object.entries(keys).map(([input, wire]) => [wire, input]));
  return renamed(value as Record<string, Json>, inputs);
}

const renamed = (value: Record<string, Json>, names: { readonly [key: string]: string }): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([key, inner]) => [ownValue(names, key) ?? key, inner]),
  );
