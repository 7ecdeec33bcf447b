import { isAbsolute, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { SyntaskComponent } from "../provider/component.js";
import { type ArgsOf, readArgs, text } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import type { FlowStorage, PullStep } from "./flow-storage.js";
import { setWorkingDirectory } from "./pull-steps.js";

const localFlowStorageArgs = {
  /**
   * Folder of the flow code on the worker's disk. A relative path is taken from the folder of the Pulumi program; what
   * starts with `{{ $NAME }}` is resolved by the worker. Where an absolute path has an entrypoint's file on this machine,
   * too, the flow is read from it; where not, a warning says so, as the worker's folder may be another one.
   */
  path: text({ required: true, check: faultOfPath }),
};

/** The args of {@link LocalFlowStorage}. */
export interface LocalFlowStorageArgs extends ArgsOf<typeof localFlowStorageArgs> {}

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
  /** @internal */
  static override readonly args = localFlowStorageArgs;

  readonly pullSteps: pulumi.Output<PullStep[]>;
  readonly localFolder?: string;
  readonly mayDifferOnWorker: boolean;

  /** @throws RunError when the path is blank */
  constructor(name: string, args: LocalFlowStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(LocalFlowStorage.__pulumiType, name, {}, opts);
    const refuse = refuseFor("LocalFlowStorage", name);
    const { path } = readArgs(localFlowStorageArgs, args, refuse);
    this.localFolder = typeof path === "string" ? absolute(path) : undefined;
    this.mayDifferOnWorker = typeof path === "string" && isFull(path);
    const directory = pulumi.output(path).apply(checkedFolder);
    this.pullSteps = pulumi.all([setWorkingDirectory({ directory })]);
    this.registerOutputs({ pullSteps: this.pullSteps });

    function checkedFolder(path: string): string {
      const fault = faultOfPath(path);
      return fault ? refuse(`\`path\` ${fault}`) : absolute(path);
    }
  }
}

function faultOfPath(path: string): string | undefined {
  return path.trim() === "" ? "is blank; write a folder" : undefined;
}

function absolute(path: string): string {
  return isFull(path) || path.startsWith("{{") ? path : resolve(path);
}

const isFull = (path: string): boolean => isAbsolute(path) || /^[A-Za-z]:[\\/]/.test(path);
