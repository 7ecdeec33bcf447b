import type { AxiosResponse } from "axios";
import { type Connection, configKey } from "./connection.js";

/** What a server, or a proxy before it, wants to be shown that answers 401, in a sentence about it. */
export function reasonOfUnauthorized(connection: Connection, challenge: unknown): string {
  const { apiKey, authString, keyAdvice } = connection;
  if (apiKey) return `does not accept the API key; ${keyAdvice}`;
  if (authString) return `does not accept the user and password; ${keyAdvice}`;
  return `wants ${/^basic\b/i.test(String(challenge)) ? "basic auth" : "an API key"}; ${keyAdvice}`;
}

/** What a redirect means: the API sends nobody on, and a proxy does so that people log in. */
export function reasonOfRedirect(connection: Connection, location: unknown): string {
  const target = String(location).replace(/[?#].*$/, "");
  return `sends on to ${target}; write the URL it sends on to, or where people log in there, what it wants instead as ${setting(connection, "headers")}`;
}

/** What a proxy wants that refuses with a page of its own; nothing where it is no such page. */
export function reasonOfPage(connection: Connection, { status, headers, data }: AxiosResponse): string | undefined {
  if ((status !== 400 && status !== 403) || !/html/.test(String(headers["content-type"]))) return undefined;
  if (/SSL certificate/i.test(data)) return reasonOfCertificate(connection);
  return `answers ${status} with a web page; if a proxy before it wants to be shown something, set ${setting(connection, "headers")}`;
}

/** What is wrong with the certificate of one of the two sides, by the code of the failure. */
export function reasonOfTls(connection: Connection, code: string, message: string): string | undefined {
  if (/^ERR_SSL_\w*ALERT_\w*(CERT|UNKNOWN_CA|HANDSHAKE_FAILURE)/.test(code)) return reasonOfCertificate(connection);
  if (!/^(DEPTH_ZERO_)?SELF_SIGNED_CERT|^UNABLE_TO_(VERIFY|GET_ISSUER)/.test(code)) return undefined;
  return `cannot be reached: ${message}; give the certificate of who signed it as ${setting(connection, "caCertificate")}`;
}

function reasonOfCertificate(connection: Connection): string {
  const verb = connection.clientCertificate ? "does not accept the" : "wants a";
  return `${verb} client certificate; set ${setting(connection, "clientCertificate")} and ${setting(connection, "clientKey")}`;
}

const setting = (connection: Connection, name: string): string => `\`${configKey(connection, name)}\``;
