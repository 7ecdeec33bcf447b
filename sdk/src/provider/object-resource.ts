import type * as pulumi from "@pulumi/pulumi";
import { type CommonArgs, SyntaskResource } from "./resource.js";

/** Options of a resource that is read and not made. */
export interface GetOptions extends pulumi.CustomResourceOptions, Pick<CommonArgs, "connection"> {}

/** A function that reads the object of an id. */
export type GetObject = <R>(
  this: new (
    ...args: any[]
  ) => R,
  name: string,
  id: pulumi.Input<pulumi.ID>,
  opts?: GetOptions,
) => R;

/** Base class of the resources that are objects of a server, each of which has an id there. */
export abstract class ObjectResource extends SyntaskResource {
  /**
   * Reads an object that something else has made: another stack, the UI, `syntask deploy`. It is never changed and never
   * deleted, and its outputs are known in a preview. Where you know its name and not its id, use a look-up.
   *
   * @param name name of the resource in this program
   * @param id the object's id on the server
   * @param opts options; `connection` names the server
   */
  static get<R>(this: new (...args: any[]) => R, name: string, id: pulumi.Input<pulumi.ID>, opts: GetOptions = {}): R {
    const { connection, ...others } = opts;
    return new this(name, { connection }, { ...others, id });
  }
}
