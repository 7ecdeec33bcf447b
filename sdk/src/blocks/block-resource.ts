import * as pulumi from "@pulumi/pulumi";
import type { Definition } from "../engine/definition.js";
import { awaited } from "../provider/awaited.js";
import { ObjectResource } from "../provider/object-resource.js";
import { programDialect } from "../provider/program.js";
import { SyntaskResource } from "../provider/resource.js";
import type { IsInstance } from "../provider/typed-instance.js";

/** Outputs of which the program need not know the value to tell that it is a placeholder. */
const references = new WeakSet<object>();

/** Whether a value is the `reference` of a block, as the block has it. */
export const isReference = (value: unknown): value is pulumi.Output<string> => references.has(value as object);

/** A block document. Can be used as a value in the data of another block. */
export abstract class BlockResource extends ObjectResource {
  /** Name of the block document. */
  declare readonly name: pulumi.Output<string>;
  /** Slug of its type. */
  declare readonly typeSlug: pulumi.Output<string>;
  /** Id of the block document. */
  readonly documentId: pulumi.Output<string>;
  /** Placeholder of the block, which a worker replaces by its content, in pull steps for instance: `{{ syntask.blocks.<slug>.<name> }}`. */
  readonly reference: pulumi.Output<string>;

  /** Whether a value is a block of this class, or of any type where the class stands for all. */
  static override get isInstance(): IsInstance {
    if (this.definition) return super.isInstance;
    return ((value: unknown): boolean =>
      SyntaskResource.isInstance(value) && "documentId" in value && "reference" in value) as IsInstance;
  }

  /**
   * @internal
   * @param slug of its type; none where it is an input
   */
  protected constructor(
    definition: Definition,
    name: string,
    slug: string | undefined,
    props: pulumi.Inputs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(definition, name, props, opts);
    this.documentId = this.id;
    if (slug !== undefined) this.typeSlug = pulumi.output(slug);
    const reference = pulumi
      .all([this.name, this.typeSlug, pulumi.output(props.connection)])
      .apply(([document, type, connection]) => programDialect(connection).blockPlaceholder(type, document));
    this.reference = awaited(reference);
    references.add(this.reference);
  }
}

/** Values with a reference in the place of each block, as blocks and job variables have it in their data. */
export const withReferences = (values: object): pulumi.Inputs =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value instanceof BlockResource ? { $ref: { block_document_id: value.documentId } } : value,
    ]),
  );
