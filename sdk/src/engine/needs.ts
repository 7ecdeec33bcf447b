import { isDeepStrictEqual } from "node:util";
import type { Client } from "../api/client.js";
import { ConnectionError } from "../api/errors.js";
import { DialectError, refusalOf, serverVersion } from "../api/server-version.js";
import type { CheckFailures } from "./check-failures.js";
import type { Definition } from "./definition.js";
import { changedInputs, inputsOf } from "./properties.js";

type Properties = Record<string, unknown>;

/** Servers that could not be used: one line tells of each, whatever the number of resources that go there. */
const missed = new WeakSet<Client>();

/** Reports that the server is not there or speaks the other dialect, where there is something to send to it. */
export async function checkServer(
  definition: Definition,
  client: Client,
  inputs: Properties,
  olds: Properties,
  failures: CheckFailures,
): Promise<void> {
  if (failures.lines.length > 0) return;
  if (Object.keys(olds).length > 0 && changedInputs(definition, olds, inputs).length === 0) return;
  await serverVersion(client).catch((error) => {
    const isMissing = error instanceof ConnectionError && !missed.has(client);
    if (isMissing) missed.add(client);
    if (isMissing || error instanceof DialectError) failures.add(undefined, error.message);
  });
}

/** Reports inputs that the server's version refuses, where they are new and the server tells its version. */
export async function checkNeeds(
  definition: Definition,
  client: Client,
  inputs: Properties,
  olds: Properties,
  failures: CheckFailures,
): Promise<void> {
  if (failures.lines.length > 0) return;
  const needs = definition.needs?.(inputs) ?? [];
  const known = Object.keys(olds).length > 0 ? (definition.needs?.(inputsOf(definition, olds)) ?? []) : [];
  const fresh = needs.filter((need) => !known.some((old) => isDeepStrictEqual(old, need)));
  if (fresh.length === 0) return;
  const version = await serverVersion(client).catch(() => undefined);
  if (!version) return;
  for (const need of fresh) {
    const refusal = refusalOf(need, version, client);
    if (refusal) failures.add(need.property, refusal);
  }
}
