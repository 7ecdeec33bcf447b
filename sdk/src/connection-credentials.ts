import type { ConnectionSetting, Credentials } from "./api/connection.js";
import type { Dialect } from "./api/dialect.js";
import { readCertificates, readKey } from "./api/pem.js";
import { readHeaders } from "./api/request-headers.js";
import { type Place, placeOf } from "./setting-places.js";

/** A request has one authorization. */
export const authorization = ["apiKey", "authString"] as const;
const clientIdentity = ["clientCertificate", "clientKey"] as const;

/** Settings that belong together, and so are taken from one place. */
export const groups: (readonly ConnectionSetting[])[] = [authorization, ["headers"], clientIdentity];

/**
 * What a server is shown of who asks.
 *
 * @param places where it may stand, the first one before the others
 * @throws when something of it cannot be right, without its value in the line
 */
export function readCredentials(places: readonly Place[], dialect: Dialect): Credentials {
  return {
    ...readAuthorization(placeOf(authorization, places)),
    headers: headersOf(places, dialect),
    ...readClientIdentity(placeOf(clientIdentity, places)),
  };
}

function readAuthorization(place: Place): Credentials {
  const [apiKey, authString] = authorization.map((setting) => place.get(setting));
  const [keyName, authName] = authorization.map((setting) => place.nameOf(setting));
  if (apiKey && authString) {
    throw new Error(
      `${keyName} and ${authName} are both set, and a request has one authorization; leave one of them out`,
    );
  }
  if (authString && !authString.includes(":")) throw new Error(`${authName} is not of the form user:password`);
  return { apiKey, authString };
}

function headersOf(places: readonly Place[], dialect: Dialect): Record<string, string> | undefined {
  const place = placeOf(["headers"], places);
  const text = place.get("headers");
  if (!text) return undefined;
  const authorizing = placeOf(authorization, places);
  const setting = authorization.find((one) => authorizing.get(one));
  return readHeaders(text, place.nameOf("headers"), {
    dialect,
    authorization: setting && authorizing.nameOf(setting),
  });
}

function readClientIdentity(place: Place): Credentials {
  const [certificate, key] = clientIdentity.map((setting) => place.get(setting));
  const [certificateName, keyName] = clientIdentity.map((setting) => place.nameOf(setting)) as [string, string];
  if (!certificate && !key) return {};
  if (!certificate) throw new Error(`${keyName} is set without ${certificateName}; give both`);
  if (!key) throw new Error(`${certificateName} is set without ${keyName}; give both`);
  const pem = readCertificates(certificate, certificateName);
  return { clientCertificate: pem, clientKey: readKey(key, keyName, { pem, setting: certificateName }) };
}

/** Certificates to trust, from the first place that has some. */
export function readCaCertificate(places: readonly Place[]): string | undefined {
  const place = placeOf(["caCertificate"], places);
  const value = place.get("caCertificate");
  return value && readCertificates(value, place.nameOf("caCertificate"));
}
