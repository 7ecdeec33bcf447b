import type { Client } from "./client.js";
import { configKey } from "./connection.js";
import { otherDialect } from "./dialect.js";
import { ApiError } from "./errors.js";
import { notTheApi } from "./judgement.js";

/** A version of the server: major, minor, patch. */
export type ServerVersion = readonly [number, number, number];

/** Something that not every server takes. */
export interface Need {
  /** Input that needs it; the whole kind when left out. */
  property?: string;
  /** Which of its values need it, behind its name in a sentence. @default all */
  which?: string;
  /** First version that takes it. */
  since?: string;
  /** First version that does not take it any more. */
  before?: string;
}

/** The REST API of this package is that of 3.0. */
const least = "3.0.0";
export const oldest: ServerVersion = [3, 0, 0];

/** A server that speaks the other dialect: what this package sends would be taken, and no worker could run it. */
export class DialectError extends Error {}

/**
 * The server's version, asked for once. Syntask Cloud does not tell it.
 *
 * @returns `undefined` when it is not known
 * @throws ConnectionError when what answers is not the API, so that none of its 404s is taken for an object that is gone;
 *   DialectError
 */
export function serverVersion(client: Client): Promise<ServerVersion | undefined> {
  const { versionHeader, name, title } = otherDialect(client.dialect);
  return client.remember("server version", async () => {
    // A server reads the version header of its own dialect alone, and refuses this one.
    const answer = client.get<unknown>("/admin/version", { [versionHeader]: "none" }).catch((error) => {
      if (!(error instanceof ApiError && error.status === 400 && error.message.includes(versionHeader))) throw error;
      const key = configKey(client.connection, "dialect");
      throw new DialectError(
        `${client.connection.apiUrl} is a ${title} server, and the dialect is "${client.dialect.name}"; run \`pulumi config set ${key} ${name}\``,
        { cause: error },
      );
    });
    const version = parseVersion(await unlessMissing(answer));
    if (!version) await refuseOtherServer(client);
    return version;
  });
}

async function refuseOtherServer(client: Client): Promise<void> {
  const flows = await unlessMissing(client.post("/flows/filter", { limit: 1 }, { repeatable: true }));
  if (!Array.isArray(flows)) throw notTheApi(client.connection);
}

const unlessMissing = (answer: Promise<unknown>): Promise<unknown> =>
  answer.catch((error) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });

/** @throws when the server speaks the other dialect, or is too old for anything that this package sends */
export async function refuseOldServer(client: Client): Promise<void> {
  const version = await serverVersion(client);
  if (version && isBefore(version, least)) {
    const { apiUrl } = client.connection;
    throw new Error(`${apiUrl} is a server of version ${version.join(".")}; this package needs ${least} or later`);
  }
}

/** Whether a server takes something. One that does not tell its version is taken for the oldest. */
export async function serverTakes(client: Client, need: Need): Promise<boolean> {
  return isTakenBy((await serverVersion(client)) ?? oldest, need);
}

/** Whether servers of a version take something. */
export const isTakenBy = (version: ServerVersion, { since, before }: Need): boolean =>
  !(since && isBefore(version, since)) && !(before && !isBefore(version, before));

/** Why a server does not take something, or nothing when it does. */
export function refusalOf(need: Need, version: ServerVersion, { connection }: Client): string | undefined {
  if (isTakenBy(version, need)) return undefined;
  const { since, before, which } = need;
  const subject = which === undefined ? "" : `${which} `;
  const server = `${connection.apiUrl} is ${version.join(".")}`;
  return since && isBefore(version, since)
    ? `${subject}needs a server of version ${since} or later, and ${server}`
    : `${subject}is not part of servers from version ${before}, and ${server}`;
}

/** @returns `undefined` when it is no version */
export function parseVersion(text: unknown): ServerVersion | undefined {
  const numbers = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(String(text));
  return numbers ? [Number(numbers[1]), Number(numbers[2]), Number(numbers[3] ?? 0)] : undefined;
}

function isBefore(version: ServerVersion, other: string): boolean {
  const numbers = parseVersion(other)!;
  const place = version.findIndex((number, index) => number !== numbers[index]);
  return place >= 0 && version[place]! < numbers[place]!;
}
