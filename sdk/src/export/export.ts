import type { Client } from "../api/client.js";
import { exportBlocks } from "./blocks.js";
import { exportReactions, exportVariablesAndLimits } from "./controls.js";
import type { ExportedObject } from "./exported-object.js";
import { programOf } from "./program.js";
import { exportDeployments, exportFlows, exportWorkPools } from "./runs.js";
import { Secrets } from "./secrets.js";

/** What a server holds, as a program. */
export interface ExportedProgram {
  /** TypeScript. */
  program: string;
  /** Number of resources in it. */
  count: number;
  /** Keys of the config that it reads secrets from: none is ever read from the server. */
  secretKeys: string[];
  /** What a program cannot declare, in sentences. */
  remarks: string[];
}

/** Reads all that a server holds and writes a program that takes it over without a change. */
export async function exportServer(client: Client): Promise<ExportedProgram> {
  const secrets = new Secrets();
  const blocks = await exportBlocks(client, secrets);
  const { objects: deployments, left } = await exportDeployments(client);
  const objects = withUniqueNames([
    ...blocks,
    ...(await exportVariablesAndLimits(client)),
    ...(await exportWorkPools(client)),
    ...(await exportFlows(client)),
    ...deployments,
    ...(await exportReactions(client)),
  ]);
  return {
    program: programOf(objects, secrets.keys.length > 0),
    count: objects.length,
    secretKeys: secrets.keys,
    remarks: left.map((name) => `deployment ${name} is left out: it has no entrypoint`),
  };
}

/** A stack takes one resource of each class and name. */
function withUniqueNames(objects: readonly ExportedObject[]): ExportedObject[] {
  const counts = new Map<string, number>();
  return objects.map((object) => {
    const key = `${object.kind} ${object.name}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count === 1 ? object : { ...object, name: `${object.name}-${count}` };
  });
}
