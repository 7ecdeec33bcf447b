import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../api/connection.js";
import type { Dialect } from "../api/dialect.js";
import { type ConfigReader, readConnection, readDialect } from "../config.js";

/** The stack's config as a program sees it. */
export const stackConfig: ConfigReader = {
  get(key) {
    const [namespace, name] = key.split(":") as [string, string];
    return new pulumi.Config(namespace).get(name);
  },
};

/** The dialect of a connection, for the names that a program writes into pull steps and placeholders. */
export const programDialect = (connection?: string): Dialect => readDialect(stackConfig, connection);

/**
 * Where a program's resources with a connection go to.
 *
 * @throws RunError when it is not configured or its settings cannot be right
 */
export function programConnection(connection?: string): Connection {
  try {
    return readConnection(stackConfig, connection);
  } catch (error) {
    throw new pulumi.RunError((error as Error).message);
  }
}
