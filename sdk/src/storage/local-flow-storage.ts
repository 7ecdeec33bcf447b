import { isAbsolute, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { SyntaskComponent } from "../provider/component.js";
import type { FlowStorage, PullStep } from "./flow-storage.js";
import { setWorkingDirectory } from "./pull-steps.js";

/** The args of {@link LocalFlowStorage}. */
export interface LocalFlowStorageArgs {
  /**
   * Folder of the flow code on the worker's disk. A relative path is taken from the folder of the Pulumi program; what
   * starts with `{{ $NAME }}` is resolved by the worker. Where an absolute path has an entrypoint's file on this machine,
   * too, the flow is read from it; where not, a warning says so, as the worker's folder may be another one.
   */
  path: pulumi.Input<string>;
}

/**
 * Flow code on the local disk of workers of a `process` pool.
 *
 * @example
 * ```ts
 * const storage = new syntask.LocalFlowStorage("flows", { path: "/srv/flows" });
 * ```
 */
export class LocalFlowStorage extends SyntaskComponent implements FlowStorage {
  static override readonly __pulumiType = "syntask:index:LocalFlowStorage";

  readonly pullSteps: pulumi.Output<PullStep[]>;
  readonly localFolder?: string;
  readonly mayDifferOnWorker: boolean;

  constructor(name: string, args: LocalFlowStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(LocalFlowStorage.__pulumiType, name, {}, opts);
    this.localFolder = typeof args.path === "string" ? absolute(args.path) : undefined;
    this.mayDifferOnWorker = typeof args.path === "string" && isFull(args.path);
    const directory = pulumi.output(args.path).apply(absolute);
    this.pullSteps = pulumi.all([setWorkingDirectory({ directory })]);
    this.registerOutputs({ pullSteps: this.pullSteps });
  }
}

function absolute(path: string): string {
  if (path.trim() === "") throw new pulumi.RunError("LocalFlowStorage: `path` is blank; write a folder.");
  return isFull(path) || path.startsWith("{{") ? path : resolve(path);
}

const isFull = (path: string): boolean => isAbsolute(path) || /^[A-Za-z]:[\\/]/.test(path);
