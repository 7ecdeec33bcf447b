import type { Client } from "../api/client.js";
import { typedBlocks } from "../blocks/typed-block.js";
import type { Definition } from "../engine/definition.js";
import { exportBlocks } from "./blocks.js";
import { exportByInputs } from "./by-inputs.js";
import { Expression, type Value } from "./exported-object.js";
import { idFileOf, importFileOf } from "./import-file.js";
import { inOrderOfReference, withUniqueNames } from "./order.js";
import { programOf } from "./program.js";
import { exportDeployments, exportFlows, exportWorkPools, listWorkPools } from "./runs.js";
import { Secrets } from "./secrets.js";

/** What a server holds, as a program. */
export interface ExportedProgram {
  /** TypeScript, without a secret. */
  program: string;
  /** For `pulumi import --file`; with the server's secrets in clear. */
  importFile: string;
  /** For `pulumi import --file` by the plugin; without a value in it. */
  idFile: string;
  /** Number of resources in it. */
  count: number;
  /** Keys of the config that it reads secrets from. */
  secretKeys: string[];
  /** What a program cannot declare, in sentences. */
  remarks: string[];
}

/**
 * Reads all that a server holds and writes a program that declares it as it is.
 *
 * @param definitions of every kind
 */
export async function exportServer(
  client: Client,
  definitions: ReadonlyMap<string, Definition>,
): Promise<ExportedProgram> {
  const secrets = new Secrets();
  const byInputs = [...definitions.values()].filter(
    ({ kind, list }) => list && !otherwise.includes(kind) && !isTypedBlock(kind),
  );
  const blocks = await exportBlocks(client, secrets);
  const pools = await listWorkPools(client);
  const { objects: deployments, left } = await exportDeployments(client, pools);
  const found = [
    ...blocks,
    ...(await exportWorkPools(client, pools)),
    ...(await exportFlows(client)),
    ...deployments,
    ...(await exportByInputs(client, byInputs)),
  ];
  const strange = found.filter(({ inputs }) => hasPrototypeKey(inputs));
  const objects = inOrderOfReference(withUniqueNames(found.filter((object) => !strange.includes(object))));
  return {
    program: programOf(objects, secrets.keys.length > 0),
    importFile: importFileOf(objects, (kind) => definitions.get(kind)!),
    idFile: idFileOf(objects),
    count: objects.length,
    secretKeys: secrets.keys,
    remarks: [
      ...left.map((name) => `deployment ${name} is left out: it has no entrypoint`),
      ...strange.map(({ kind, name }) => `${kind} ${name} is left out: Pulumi loses its key \`__proto__\``),
    ],
  };
}

/** Kinds of which not every object becomes a resource, or which name others in their own way. */
const otherwise = ["Block", "BlockType", "BlockSchema", "Deployment", "Flow", "WorkPool", "WorkQueue"];

const isTypedBlock = (kind: string): boolean =>
  [...typedBlocks.values()].some(({ definition }) => definition.kind === kind);

function hasPrototypeKey(value: Value): boolean {
  if (value instanceof Expression) return hasPrototypeKey(value.value);
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(hasPrototypeKey);
}
