import type * as pulumi from "@pulumi/pulumi";
import type { Json } from "../engine/definition.js";
import { SyntaskComponent } from "../provider/component.js";
import type { FlowStorage, PullStep } from "../storage/flow-storage.js";

/** An image with flow code, and what a deployment needs of it. */
export interface FlowImage {
  /** Its name by digest. */
  image: pulumi.Output<string>;
  /** Text of the Dockerfile that was generated, if one was. */
  dockerfile: pulumi.Output<string | undefined>;
  pullSteps: pulumi.Output<PullStep[]>;
  jobVariables: pulumi.Output<Record<string, Json>>;
  localFolder: string | undefined;
}

/** Flow code in an image, whatever the registry. */
export abstract class ImageFlowStorage extends SyntaskComponent implements FlowStorage {
  /** The image, by its digest. */
  declare readonly image: pulumi.Output<string>;
  /** Text of the Dockerfile that was generated, if one was; it is also in `.syntask/<name>-<digest>/Dockerfile`. */
  declare readonly dockerfile: pulumi.Output<string | undefined>;
  declare readonly pullSteps: pulumi.Output<PullStep[]>;
  declare readonly jobVariables: pulumi.Output<Record<string, Json>>;
  declare readonly localFolder?: string;

  /** @internal The end of every constructor. */
  protected conclude(found: FlowImage, others: pulumi.Inputs = {}): void {
    const { image, dockerfile, pullSteps, jobVariables, localFolder } = found;
    const outputs = { image, dockerfile, pullSteps, jobVariables };
    Object.assign(this, outputs, { localFolder });
    this.registerOutputs({ ...outputs, ...others });
  }
}
