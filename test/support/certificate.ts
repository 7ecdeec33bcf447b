import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./stack";

/** A certificate and its key, as PEM and as files. */
export interface Certificate {
  key: Buffer;
  cert: Buffer;
  /** Where the certificate alone is. */
  file: string;
  /** Where its key is. */
  keyFile: string;
}

/** Makes a certificate in a folder that signed itself, for hosts by their names. */
export function makeCertificate(folder: string, hosts: readonly string[]): Promise<Certificate> {
  const names = `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}`;
  return makeWith(folder, ["-x509", "-days", "2", "-subj", "/CN=localhost", "-addext", names]);
}

/** Makes the certificate of a client, signed by another one, in a folder of its own. */
export async function makeClientCertificate(folder: string, authority: Certificate): Promise<Certificate> {
  await mkdir(folder, { recursive: true });
  const signed = ["-CA", authority.file, "-CAkey", authority.keyFile];
  return makeWith(folder, ["-x509", ...signed, "-days", "2", "-subj", "/CN=client"]);
}

async function makeWith(folder: string, args: readonly string[]): Promise<Certificate> {
  const [keyFile, file] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const { code, output } = await run("openssl", [
    ...["req", "-newkey", "rsa:2048", "-nodes", ...args],
    ...["-keyout", keyFile, "-out", file],
  ]);
  if (code !== 0) throw new Error(`no certificate was made: ${output}`);
  return { key: await readFile(keyFile), cert: await readFile(file), file, keyFile };
}
