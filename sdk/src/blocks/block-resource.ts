import * as pulumi from "@pulumi/pulumi";
import type { Definition } from "../provider/definition.js";
import { programDialect } from "../provider/program.js";
import { SyntaskResource } from "../provider/resource.js";

/** A block document. Can be used as a value in the data of another block. */
export abstract class BlockResource extends SyntaskResource {
  /** Name of the block document. */
  declare readonly name: pulumi.Output<string>;
  /** Id of the block document. */
  readonly documentId: pulumi.Output<string>;
  /** Placeholder of the block, which a worker replaces by its content, in pull steps for instance: `{{ syntask.blocks.<slug>.<name> }}`. */
  readonly reference: pulumi.Output<string>;

  /** @internal */
  protected constructor(
    definition: Definition,
    name: string,
    slug: pulumi.Input<string>,
    props: pulumi.Inputs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(definition, name, props, opts);
    this.documentId = this.id;
    this.reference = pulumi
      .all([this.name, slug, pulumi.output(props.connection)])
      .apply(([document, type, connection]) => programDialect(connection).blockPlaceholder(type, document));
  }
}
