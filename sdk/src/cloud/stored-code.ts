import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { FlowCode, type FlowCodeArgs } from "../code/flow-code.js";
import { checkFolder, folderPrefix } from "../code/folder-path.js";
import { releaseFolder } from "../code/release-folder.js";
import { CheckFailures } from "../engine/check-failures.js";
import type { Refuse } from "../provider/refusal.js";
import { type ObjectStorageArgs, releasesOf } from "./object-storage-args.js";

/**
 * The folder of a storage in its one form.
 *
 * @param faultOf what the cloud refuses besides
 */
export function storageFolder(
  given: pulumi.Input<string>,
  refuse: Refuse,
  faultOf: (folder: string) => string | undefined = () => undefined,
): pulumi.Output<string> {
  // What the program writes is known before anything is made.
  return typeof given === "string" ? pulumi.output(checked(given)) : pulumi.output(given).apply(checked);

  function checked(folder: string): string {
    const failures = new CheckFailures();
    checkFolder("folder", folder, failures);
    const fault = faultOf(folder);
    if (fault) failures.add("folder", fault);
    const [line] = failures.lines;
    return line ? refuse(line) : folderPrefix(folder);
  }
}

/** Flow code of a storage, and where a worker finds it. */
export interface StoredCode {
  /** The upload, unless something else fills the store. */
  code: FlowCode | undefined;
  /** Folder of the code that is in use: the storage's, or that of the latest release. */
  inUse: pulumi.Output<string>;
  /** Folder of the flow code on this machine. */
  localFolder: string | undefined;
}

/** Uploads the source of a storage, if it has one. */
export function storeCode(
  name: string,
  { source, ignoreFile, ignore, releases, adopt, connection }: ObjectStorageArgs,
  place: Pick<FlowCodeArgs, "store" | "location" | "credentials"> & { folder: pulumi.Output<string> },
  { parent, dependsOn }: pulumi.CustomResourceOptions,
): StoredCode {
  if (source === undefined) return { code: undefined, inUse: place.folder, localFolder: undefined };
  const upload = { ...place, source, ignoreFile, ignore, releases: releasesOf(releases), adopt };
  const code = new FlowCode(`${name}-code`, upload, { parent, dependsOn });
  const inUse = releases ? releaseFolder(name, code, { adopt, connection }, { parent }) : place.folder;
  return { code, inUse, localFolder: resolve(source) };
}
