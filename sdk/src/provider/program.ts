import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../api/connection.js";
import type { Dialect } from "../api/dialect.js";
import { type ConfigReader, readConnection, readDialect } from "../config.js";
import type { NormalizeContext } from "../engine/normalize.js";
import { lastingError } from "./refusal.js";

/** The stack's config as a program sees it. */
export const stackConfig: ConfigReader = {
  get(key) {
    const [namespace, name] = key.split(":") as [string, string];
    return new pulumi.Config(namespace).get(name);
  },
};

/**
 * The dialect of a connection, for the names that a program writes into pull steps and placeholders.
 *
 * @throws RunError when there is none of its name
 */
export const programDialect = (connection?: string): Dialect => configured(() => readDialect(stackConfig, connection));

/** A program as one of its resources is given its inputs. */
export const programContext = (kind: string, name: string): NormalizeContext => ({
  name,
  get stack() {
    return `${pulumi.getProject()}/${pulumi.getStack()}`;
  },
  get dialect() {
    return programDialect();
  },
  warn: (line) => void pulumi.log.warn(`${kind} "${name}" ${line}.`),

  attempt<T>(work: () => T): T {
    const fail = (error: Error): never => {
      throw lastingError(`${kind} "${name}": ${error.message.replace(/[^.?]$/, "$&.")}`);
    };
    try {
      const done = work();
      return done instanceof Promise ? (done.catch(fail) as T) : done;
    } catch (error) {
      return fail(error as Error);
    }
  },
});

/**
 * Where a program's resources with a connection go to.
 *
 * @throws RunError when it is not configured or its settings cannot be right
 */
export const programConnection = (connection?: string): Connection =>
  configured(() => readConnection(stackConfig, connection));

/** A fault of the stack's config is told without a stack of calls. */
function configured<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new pulumi.RunError((error as Error).message);
  }
}
