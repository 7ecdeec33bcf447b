import * as pulumi from "@pulumi/pulumi";
import { programDialect } from "../provider/program.js";
import type { CommonArgs } from "../provider/resource.js";
import { Variable } from "../resources/variable.js";
import type { FlowCode } from "./flow-code.js";
import { ReleasePruning } from "./release-pruning.js";

/**
 * The folder of the latest release, for a pull step: a variable says which one it is. It is changed after the upload,
 * and only then what is too old is deleted.
 *
 * @param name that of the storage
 */
export function releaseFolder(
  name: string,
  code: FlowCode,
  { adopt, connection }: CommonArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { digest, folder } = code;
  const variable = `${name}-release`.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  const release = new Variable(`${name}-release`, { name: variable, value: digest, adopt, connection }, opts);
  new ReleasePruning(`${name}-releases`, { code }, { ...opts, dependsOn: release });
  return pulumi
    .all([folder, release.name, pulumi.output(connection)])
    .apply(([prefix, known, connection]) => prefix + programDialect(connection).variablePlaceholder(known));
}
