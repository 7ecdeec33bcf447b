import { type CheckContext, type Definition, define, type Json, type ProviderInputs } from "../provider/definition.js";
import type { Problems } from "../provider/problems.js";
import { checkNotMasked } from "../resources/masked.js";
import { checkSlug } from "../resources/names.js";
import {
  type BlockData,
  type BlockDocument,
  createDocument,
  deleteDocument,
  findDocument,
  readDocument,
  updateDocument,
} from "./block-document.js";

/** One field of a typed block. */
export interface BlockField {
  /** The field's name on the server. */
  wire: string;
  secret?: boolean;
  /** What the server's library takes when the field is missing. */
  default?: Json;
}

interface TypedBlock<Inputs> {
  kind: string;
  noun: string;
  slug: string;
  fields: { readonly [P in Exclude<keyof Inputs, keyof ProviderInputs | "name">]-?: BlockField };
  check?(inputs: Partial<Inputs>, problems: Problems, context: CheckContext<Inputs>): void;
}

type Values = Record<string, Json | undefined>;

/** The definition of a block whose type and fields are known: each field is an input of its own. */
export function defineTypedBlock<Inputs extends ProviderInputs & { name: string }>(
  block: TypedBlock<Inputs>,
): Definition<Inputs> {
  const { kind, noun, slug } = block;
  const fields = Object.entries(block.fields) as [keyof Inputs & string, BlockField][];
  const secrets = fields.filter(([, field]) => field.secret).map(([input]) => input);
  const defaults = Object.fromEntries(fields.map(([input, field]) => [input, field.default ?? null]));

  // A null in a credentials block breaks the worker: what is left out is not sent.
  const toData = (inputs: Inputs): BlockData =>
    Object.fromEntries(
      fields
        .map(([input, { wire }]) => [wire, (inputs as unknown as Values)[input]] as const)
        .filter((entry): entry is [string, Json] => entry[1] !== undefined),
    );
  const observe = ({ id, name, data }: BlockDocument) => ({
    id,
    inputs: {
      name,
      ...Object.fromEntries(fields.map(([input, field]) => [input, data[field.wire] ?? field.default ?? null])),
    } as Partial<Inputs>,
    state: {},
  });

  return define<Inputs>({
    kind,
    noun,
    label: ({ name }) => name ?? "",
    properties: ["name", ...fields.map(([input]) => input)],
    replaceOn: ["name"],
    naturalKey: ["name"],
    secrets,
    defaults: defaults as Definition<Inputs>["defaults"],

    check(inputs, problems, context) {
      checkSlug("name", inputs.name, problems);
      for (const secret of secrets) checkNotMasked(secret, inputs[secret], problems);
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
      await updateDocument(client, id, toData(inputs));
      return {};
    },

    delete: deleteDocument,
  });
}
