import type { DialectName } from "../api/dialect.js";
import { ownValue } from "../api/own-value.js";

/** What the image of a server lacks for the worker of a pool, in the versions that this package is tested with. */
const ofPoolType: Record<string, string> = {
  docker: "prefect-docker==0.6.1",
  kubernetes: "prefect-kubernetes==0.5.2",
  ecs: "prefect-aws==0.5.0",
  "azure-container-instance": "prefect-azure==0.4.0",
  "cloud-run": "prefect-gcp==0.6.1",
  "cloud-run-v2": "prefect-gcp==0.6.1",
  "vertex-ai": "prefect-gcp==0.6.1",
};

/**
 * Packages that a worker needs beside what its image has.
 *
 * @throws where Syntask's are not known: they are on no public index
 */
export function packagesFor(dialect: DialectName, poolType: string): string[] {
  const needed = ownValue(ofPoolType, poolType);
  if (needed === undefined) return [];
  if (dialect === "prefect") return [needed];
  throw new Error(
    `a worker of type ${poolType} needs a package beside Syntask; write it with its version as \`packages\`, or an \`image\` that has it`,
  );
}

/** Of what has no version, or a range of them, pip takes the newest: the next start of a worker could have another one. */
export function faultOfPackage(given: string): string | undefined {
  if (/^[\w.[\],-]+\s*(==|@)\s*\S+$/.test(given)) return undefined;
  const [name] = /^[\w.[\],-]+/.exec(given) ?? ["name"];
  return `has "${given}", which has no version; write "${name}==<version>"`;
}
