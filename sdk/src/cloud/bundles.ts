import * as pulumi from "@pulumi/pulumi";
import type { WorkPoolStorageConfiguration } from "../resources/work-pool-storage.js";
import { pullStep } from "../storage/pull-steps.js";
import { type Cloud, dialectFor } from "./cloud-pull.js";
import type { ObjectStorageArgs } from "./object-storage-args.js";

/** Name of what belongs to the bundles of a storage. */
export const bundlesName = (name: string): string => `${name}-bundles`;

/** Days after which a bundle is deleted. A run reads its own once, when it starts. */
export const bundleDays = 30;

/**
 * The steps by which a client uploads a bundle, the code of a flow that has no deployment, and a run gets it.
 *
 * @param place where bundles are, in the words of the cloud's Python package
 */
export function bundleSteps(
  cloud: Cloud,
  { connection, requires }: Pick<ObjectStorageArgs, "connection" | "requires">,
  place: Record<string, unknown>,
): pulumi.Output<WorkPoolStorageConfiguration> {
  const { name } = dialectFor(connection);
  const module = `${name}_${cloud}.experimental.bundles`;
  const inputs = { requires: requires ?? `${name}-${cloud}`, ...place };
  return pulumi.output({
    bundleUploadStep: pullStep(`${module}.upload`, inputs),
    bundleExecutionStep: pullStep(`${module}.execute`, inputs),
  });
}

/** A block that exists, beside bundles: nothing here could bound what its key opens. */
export function* faultsOfBundles(
  noun: string,
  { bundles, credentials }: { bundles?: boolean; credentials?: unknown },
): Generator<string> {
  if (bundles !== true || credentials === undefined) return;
  yield `\`bundles\` makes a ${noun} and a key of its own, and \`credentials\` is given; leave one of them out`;
}
