import { Client } from "../api/client.js";
import { type ConfigReader, readConnection } from "../config.js";

const clients = new Map<string, Client>();

/** One client for each workspace that a process talks to, so that all resources share its connections and its bounds. */
export function clientFor(config: ConfigReader, connection?: string): Client {
  const settings = readConnection(config, connection);
  const key = JSON.stringify(settings);
  const client = clients.get(key) ?? new Client(settings);
  clients.set(key, client);
  return client;
}
