import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const form = "write the path of a PEM file, or its text";

/**
 * Certificates, as PEM, from a setting that holds their text or the path of their file.
 *
 * @param setting how it is written where it was found
 */
export function readCertificates(value: string, setting: string): string {
  const text = textOf(value, `${setting} names ${resolve(value)}, which`);
  if (!certificateIn(text)) throw new Error(`${setting} has no certificate in it; ${form}`);
  return text;
}

/**
 * The key of a certificate, likewise.
 *
 * @param certificate as PEM, of which it is the key, and how its setting is written
 * @throws without the value in the line: it may be a key in another form
 */
export function readKey(value: string, setting: string, certificate: { pem: string; setting: string }): string {
  const text = textOf(value, `${setting} names a file that`);
  const key = keyIn(text);
  if (!key)
    throw new Error(`${setting} has no private key in it, or one with a passphrase; ${form}, without a passphrase`);
  if (!certificateIn(certificate.pem)!.checkPrivateKey(key)) {
    throw new Error(
      `${setting} is not the key of the certificate in ${certificate.setting}; give the two that belong together`,
    );
  }
  return text;
}

/** @param file the file that the value may name, in the beginning of a sentence about it */
function textOf(value: string, file: string): string {
  if (value.includes("-----BEGIN ")) return value;
  try {
    return readFileSync(resolve(value), "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new Error(`${file} ${code === "ENOENT" ? "is not there" : `cannot be read (${code})`}; ${form}`);
  }
}

function certificateIn(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

function keyIn(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}
