import * as pulumi from "@pulumi/pulumi";
import { awaited } from "./awaited.js";
import type { ComponentArgs } from "./component-args.js";
import { type IsInstance, isInstanceOf } from "./typed-instance.js";

/** Base class of every component. */
export abstract class SyntaskComponent extends pulumi.ComponentResource {
  /** Type of its components in state and in policies. Part of users' state: never change it. */
  declare static readonly __pulumiType: string;
  /** @internal Every arg that its components take. */
  declare static readonly args: ComponentArgs;

  /** @internal */
  protected override registerOutputs(outputs: pulumi.Inputs): void {
    super.registerOutputs(awaited(outputs));
  }

  /** Whether a value is a component of this class, whichever copy of the package has made it. */
  static override get isInstance(): IsInstance {
    const type = this.__pulumiType;
    return isInstanceOf((one) => one === type);
  }
}
