import type { Client } from "../api/client.js";
import type { DialectName } from "../api/dialect.js";
import { serverVersion } from "../api/server-version.js";

/** Repositories of the images that have a server's commands, workers among them. Source: `docs/server-rules.md`, "Workers". */
const repositories: Record<DialectName, string> = { syntask: "synopkg/syntask", prefect: "prefecthq/prefect" };
const python = "python3.12";

/**
 * The image of the version that the server has.
 *
 * @throws when the server does not tell its version
 */
export async function imageOfServer(client: Client): Promise<string> {
  const version = await serverVersion(client);
  if (version) return `${repositories[client.dialect.name]}:${version.join(".")}-${python}`;
  throw new Error(`${client.connection.apiUrl} does not tell its version; write the \`image\` of the worker`);
}
