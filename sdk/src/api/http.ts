import type { AxiosError, AxiosInstance } from "axios";
import { basicToken, type Connection, type Credentials } from "./connection.js";

/** One request, in the words of the API. */
export interface ApiRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  /** Headers beside those of every request. */
  headers?: Record<string, string>;
  /** Whether it may be sent again when nobody knows what became of it. */
  repeatable: boolean;
}

/** Whether a request changes nothing. */
export const isRead = ({ method, path }: ApiRequest): boolean => method === "GET" || path.endsWith("/filter");

/** The API version whose rules the requests follow. Source: `docs/server-rules.md`, "Requests". */
const apiVersion = "0.8.4";

/** An HTTP client for one server: authorization, headers, time-out and certificates. */
export async function connect(connection: Connection, { keepAlive }: { keepAlive: boolean }): Promise<AxiosInstance> {
  const axios = require("axios") as typeof import("axios");
  const { Agent: HttpAgent } = await import("node:http");
  const { Agent: HttpsAgent } = await import("node:https");
  const { apiUrl, headers, dialect, requestTimeout, insecure } = connection;
  const { version } = require("../../package.json") as { version: string };
  return axios.create({
    baseURL: apiUrl,
    timeout: requestTimeout * 1000,
    // A followed redirect would turn a POST into a GET and carry the key to another host.
    maxRedirects: 0,
    // An answer that is cut off is a fault and not a text.
    responseType: "json",
    transitional: { ...axios.defaults.transitional!, silentJSONParsing: false },
    httpAgent: new HttpAgent({ keepAlive }),
    httpsAgent: new HttpsAgent({
      keepAlive,
      rejectUnauthorized: !insecure,
      ca: connection.caCertificate,
      cert: connection.clientCertificate,
      key: connection.clientKey,
    }),
    headers: {
      ...headers,
      "User-Agent": `pulumi-syntask/${version}`,
      [dialect.versionHeader]: apiVersion,
      ...authorizationOf(connection),
    },
  });
}

function authorizationOf({ apiKey, authString }: Credentials): Record<string, string> {
  if (apiKey) return { Authorization: `Bearer ${apiKey}` };
  return authString ? { Authorization: `Basic ${basicToken(authString)}` } : {};
}

export const isAxiosError = (error: unknown): error is AxiosError =>
  typeof error === "object" && error !== null && (error as AxiosError).isAxiosError === true;
