import { closeSync, openSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.mjs";
import { Problem } from "./problem.mjs";
import { start, startKept, stop } from "./processes.mjs";
import { step } from "./progress.mjs";
import { findOrMakeServer, serverSeries } from "./python.mjs";

const startSeconds = 300;
const shownLogCharacters = 3000;

/**
 * @typedef {object} Server
 * @property {string} url Its API.
 * @property {number} port
 * @property {string} version Its version, such as `3.0.8`.
 * @property {string} log Path of its log.
 * @property {number} processId
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a Prefect server on SQLite and waits until it answers. It ends with this process at the latest, unless it is to be kept.
 *
 * @param {object} options
 * @param {string} options.home Folder of its own for its database, settings and log; made if it is not there.
 * @param {number} [options.port] Default: any that is free.
 * @param {string} [options.series] One of `serverSeries`. Default: the oldest.
 * @param {string} [options.pages] Folder that gets its pages, which it serves from there. Default: it has no pages.
 * @param {Record<string, string>} [options.environment] More settings, such as `PREFECT_SERVER_CSRF_PROTECTION_ENABLED`.
 * @param {boolean} [options.isKept] Whether it goes on when this process has ended.
 * @returns {Promise<Server>}
 */
export async function startServer({
  home,
  port: wantedPort,
  series = serverSeries[0],
  pages,
  environment = {},
  isKept = false,
}) {
  const python = await findOrMakeServer(series);
  await mkdir(home, { recursive: true });
  return step(`Starting a Prefect ${series} server on SQLite`, async () => {
    const port = wantedPort ?? (await freePort());
    const url = `http://127.0.0.1:${port}/api`;
    const log = join(home, "server.log");
    const process = launch(isKept ? startKept : start, python, port, log, {
      ...serverEnvironment(home, python),
      ...(pages && pagesEnvironment(pages, url)),
      ...(!isKept && ownTemplates),
      ...environment,
    });
    try {
      await waitUntilReady(url, process, log);
    } catch (error) {
      await stop(process);
      throw error;
    }
    const version = await versionOf(url);
    return { url, port, log, version, processId: process.pid, stop: () => stop(process) };
  });
}

/**
 * @param {string} url API of a server.
 * @returns {Promise<string>}
 */
export async function versionOf(url) {
  return (await fetch(`${url}/admin/version`)).json();
}

/**
 * The environment of Prefect's own commands: that of this process without its Prefect settings, which may belong to
 * another server.
 *
 * @param {string} home
 * @param {string} python Folder that `findOrMakePython` found.
 */
export function prefectEnvironment(home, python) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PREFECT_"));
  return {
    ...Object.fromEntries(inherited),
    PATH: [python, process.env.PATH].join(delimiter),
    PREFECT_HOME: home,
    DO_NOT_TRACK: "1",
    // A pull step that lacks a package would install it into the environment that is kept.
    PIP_NO_INDEX: "1",
  };
}

function serverEnvironment(home, python) {
  return {
    ...prefectEnvironment(home, python),
    PREFECT_API_DATABASE_CONNECTION_URL: `sqlite+aiosqlite:///${join(home, "prefect.db")}`,
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    PREFECT_UI_ENABLED: "false",
    PREFECT_LOGGING_LEVEL: "WARNING",
  };
}

/** The job templates of its release, and not those that Prefect's registry on GitHub has today. A server that is kept may send webhooks. */
const ownTemplates = { HTTPS_PROXY: "http://127.0.0.1:9" };

/** Without the URL the pages of Prefect 3.0 ask port 4200, without `/api`, whatever the port of the server. */
function pagesEnvironment(folder, url) {
  return { PREFECT_UI_ENABLED: "true", PREFECT_UI_STATIC_DIRECTORY: folder, PREFECT_UI_API_URL: url };
}

function launch(start, python, port, log, environment) {
  const args = ["server", "start", "--host", "127.0.0.1", "--port", String(port), "--log-level", "WARNING"];
  const output = openSync(log, "a");
  try {
    return start(join(python, "prefect"), args, { env: environment, stdio: ["ignore", output, output] });
  } finally {
    closeSync(output);
  }
}

async function waitUntilReady(url, process, log) {
  let failure;
  process.once("error", (error) => {
    failure = error.message;
  });
  process.once("exit", (code) => {
    failure = `it ended with exit code ${code}`;
  });
  const deadline = performance.now() + startSeconds * 1000;
  while (!(await isReady(url))) {
    if (performance.now() > deadline) failure ??= `it does not answer after ${startSeconds} s`;
    if (failure) {
      const lines = await readFile(log, "utf8");
      throw new Problem(`${lines.slice(-shownLogCharacters)}\nThe server did not start: ${failure}. Its log: ${log}`);
    }
    await sleep(250);
  }
}

/**
 * Whether a server answers.
 *
 * @param {string} url Its API.
 * @returns {Promise<boolean>}
 */
export async function isReady(url) {
  const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  await response?.body?.cancel();
  return response?.status === 200;
}
