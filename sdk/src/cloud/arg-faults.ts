import { type Grantees, granteesIn } from "./grantees.js";

/** Some settings of a component, by their names. */
type Settings = Readonly<Record<string, unknown>>;

/**
 * Settings of something new, beside what is given of it and exists.
 *
 * @param settings those of something new alone
 */
export function* faultsOfNewBesideGiven(noun: string, given: Settings, settings: Settings): Generator<string> {
  for (const existing of namesIn(given)) {
    for (const setting of namesIn(settings)) {
      yield `\`${setting}\` is of a new ${noun}, and \`${existing}\` is given; leave one of them out`;
    }
  }
}

/** One thing in two ways. */
export function* faultsOfTwoWays(left: Settings, right: Settings): Generator<string> {
  for (const one of namesIn(left))
    for (const other of namesIn(right)) yield `give \`${one}\` or \`${other}\`, not both`;
}

/** Settings of an upload, where nothing is uploaded. */
export function* faultsOfUpload(source: string | undefined, settings: Settings): Generator<string> {
  if (source !== undefined) return;
  for (const [setting, value] of Object.entries(settings)) {
    if (value) yield `\`${setting}\` belongs to \`source\`, which is missing`;
  }
}

/** What belongs to a worker's key, and what to a worker that has an identity of its own. */
export interface WorkersKeyArgs {
  access?: string;
  credentials?: unknown;
  credentialsName?: unknown;
  rotation?: unknown;
  permissions?: unknown;
}

/** @param grantees who runs workers, by the name of the setting */
export function* faultsOfWorkersKey(
  { access, credentials, credentialsName, rotation, permissions }: WorkersKeyArgs,
  grantees: Record<string, Grantees | undefined>,
): Generator<string> {
  if (access === "runtime") {
    if (credentials !== undefined) yield '`access: "runtime"` uses no block; leave `credentials` out';
    if (credentialsName !== undefined) yield '`access: "runtime"` makes no block; leave `credentialsName` out';
    if (rotation !== undefined) yield '`access: "runtime"` makes no key; leave `rotation` out';
    return;
  }
  for (const [setting, given = []] of Object.entries(grantees)) {
    if (granteesIn(given).length === 0) continue;
    yield `\`${setting}\` belongs to \`access: "runtime"\`; write that, or leave it out`;
  }
  yield* faultsOfMadeBesideGiven("key", credentials, { rotation, permissions });
  yield* faultsOfMadeBesideGiven("block", credentials, { credentialsName });
}

/** Settings of a key or block that is made here, beside a block that exists. */
export function* faultsOfMadeBesideGiven(noun: string, credentials: unknown, settings: Settings): Generator<string> {
  if (credentials === undefined) return;
  for (const setting of namesIn(settings)) {
    yield `\`${setting}\` is of a ${noun} that is made here, and \`credentials\` is given; leave one of them out`;
  }
}

/** Of a text that only has to be another one than before. */
export const faultOfBlank = (given: string): string | undefined =>
  given.trim() === "" ? "is blank; write a text, or leave it out" : undefined;

/** @param example an endpoint of this cloud */
export const faultOfEndpoint =
  (example: string) =>
  (given: string): string | undefined =>
    /^https?:\/\/[^/]/.test(given) ? undefined : `is "${given}"; write a URL, like "${example}"`;

const namesIn = (settings: Settings): string[] =>
  Object.keys(settings).filter((setting) => settings[setting] !== undefined);
