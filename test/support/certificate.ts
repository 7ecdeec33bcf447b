import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./stack";

/** A certificate that signed itself, and its key, as PEM. */
export interface Certificate {
  key: Buffer;
  cert: Buffer;
  /** Where the certificate alone is. */
  file: string;
}

/** Makes a certificate in a folder, for hosts by their names. */
export async function makeCertificate(folder: string, hosts: readonly string[]): Promise<Certificate> {
  const [keyFile, file] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const { code, output } = await run("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
    ...["-addext", `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}`],
    ...["-keyout", keyFile, "-out", file],
  ]);
  if (code !== 0) throw new Error(`no certificate was made: ${output}`);
  return { key: await readFile(keyFile), cert: await readFile(file), file };
}
