import { validateHeaderName, validateHeaderValue } from "node:http";
import type { Dialect } from "./dialect.js";

const example = '{"X-Name": "value"}';

/** Headers that every request has, or that its transport sets, in any case. */
const ownHeaders = [
  "Accept",
  "Accept-Encoding",
  "Connection",
  "Content-Length",
  "Content-Type",
  "Host",
  "Transfer-Encoding",
  "User-Agent",
];

/**
 * Headers that a setting holds as JSON.
 *
 * @param setting how it is written where it was found
 * @param authorization the setting that makes the header of that name, if one does
 * @throws without a value in the line, which may be a secret
 */
export function readHeaders(
  text: string,
  setting: string,
  { dialect, authorization }: { dialect: Dialect; authorization?: string },
): Record<string, string> {
  const headers = parsed(text);
  if (!headers) throw new Error(`${setting} is not a JSON object of texts; write it like ${example}`);
  const own = [...ownHeaders, dialect.versionHeader, dialect.csrfTokenHeader, dialect.csrfClientHeader];
  for (const [name, value] of Object.entries(headers)) {
    const isCalled = (other: string) => other.toLowerCase() === name.toLowerCase();
    if (own.some(isCalled)) throw new Error(`${setting} has "${name}", which every request has already; leave it out`);
    if (authorization && isCalled("Authorization")) {
      throw new Error(`${setting} has "${name}", and ${authorization} makes that header; leave one of them out`);
    }
    if (!isHeader(name, value)) {
      throw new Error(
        `"${name}" in ${setting} is not a header: its name or its value has a character that none may have`,
      );
    }
  }
  return headers;
}

function parsed(text: string): Record<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isTextual = typeof value === "object" && value !== null && !Array.isArray(value);
  return isTextual && Object.values(value as object).every((one) => typeof one === "string")
    ? (value as Record<string, string>)
    : undefined;
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
