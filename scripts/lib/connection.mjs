import { join } from "node:path";
import { findOrKeepServer } from "./kept-server.mjs";
import { say } from "./progress.mjs";
import { prefectVersion } from "./python.mjs";
import { startServer } from "./server.mjs";

/**
 * @typedef {object} Connection
 * @property {string} url The server's API.
 * @property {string} [apiKey]
 * @property {string} dialect `syntask` or `prefect`.
 * @property {NodeJS.ProcessEnv} environment For programs that find the server by its variables.
 */

/** Whether the user names a server to use. */
export const hasOwnServer = Boolean(process.env.SYNTASK_API_URL);

/**
 * Does something with the server that `SYNTASK_API_URL` names, else with one that runs as long as the work takes.
 *
 * @template T
 * @param {string} folder Keeps the database of the server that is started here.
 * @param {(connection: Connection) => Promise<T>} work
 * @param {object} [options]
 * @param {string} [options.pages] Folder that gets the pages of the server that is started here. Default: it has no pages.
 * @returns {Promise<T>}
 */
export async function withServer(folder, work, { pages } = {}) {
  if (hasOwnServer) return work(ownServer());
  sayWhichServer();
  const server = await startServer({ home: join(folder, "server"), pages });
  try {
    return await work(connectionTo(server.url));
  } finally {
    await server.stop();
  }
}

/**
 * The server that `SYNTASK_API_URL` names, else one of the folder that goes on when this process has ended.
 *
 * @param {string} folder
 * @returns {Promise<Connection>}
 */
export async function keptServer(folder) {
  if (hasOwnServer) return ownServer();
  sayWhichServer();
  return connectionTo(await findOrKeepServer(folder));
}

function sayWhichServer() {
  say(
    `Syntask itself is on no package index: this server is Prefect ${prefectVersion}, of which Syntask is a fork with the ` +
      "same API. Set SYNTASK_API_URL to use a server of yours.",
  );
}

const connectionTo = (url) => ({ url, dialect: "prefect", environment: environmentFor(url) });

function ownServer() {
  const { SYNTASK_API_URL, SYNTASK_API_KEY, SYNTASK_DIALECT = "syntask" } = process.env;
  say(`Using the server ${SYNTASK_API_URL} (SYNTASK_API_URL), dialect ${SYNTASK_DIALECT}`);
  return {
    url: SYNTASK_API_URL.replace(/\/+$/, ""),
    apiKey: SYNTASK_API_KEY,
    dialect: SYNTASK_DIALECT,
    environment: process.env,
  };
}

/** Settings of other servers, such as a key, must not reach this one. */
function environmentFor(url) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(SYNTASK|PREFECT)_/.test(name));
  return { ...Object.fromEntries(inherited), SYNTASK_API_URL: url, SYNTASK_DIALECT: "prefect" };
}
