import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { run } from "../../scripts/lib/processes.mjs";
import { findOrMakeEnvironment } from "../../scripts/lib/python.mjs";
import { Front } from "./front.mjs";

const certificateProgram = fileURLToPath(new URL("certificate.py", import.meta.url));

/**
 * @typedef {object} AzureEmulator
 * @property {string} url Base of the resource manager and of blobs, `<url>/<account>/<container>`.
 * @property {string} secureUrl The same behind TLS, which Azure's libraries demand of who has an identity.
 * @property {string} certificate File of the certificate to trust.
 * @property {{ principalId: string, secret: string }} owner Identity that may do everything in the resource manager.
 * @property {() => Promise<void>} stop
 */

/**
 * Starts Azure Blob Storage and as much of Azure's resource manager and identities as flow storage needs.
 *
 * @returns {Promise<AzureEmulator>}
 */
export async function startAzureEmulator() {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-azure-"));
  const python = await findOrMakeEnvironment("azure-worker");
  await run(join(python, "python"), [certificateProgram, folder]);
  const certificate = join(folder, "certificate.pem");
  const front = new Front({ cert: certificate, key: join(folder, "key.pem") }, python);
  const ports = { http: await freePort(), https: await freePort() };
  await front.listen(ports);
  return {
    url: `http://127.0.0.1:${ports.http}`,
    secureUrl: `https://127.0.0.1:${ports.https}`,
    certificate,
    owner: front.identities.make(true),
    async stop() {
      await front.close();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * What a process needs to have an identity and to trust the emulator's certificate.
 *
 * @param {AzureEmulator} emulator
 * @param {{ secret: string }} identity
 */
export const environmentOf = ({ secureUrl, certificate }, { secret }) => ({
  IDENTITY_ENDPOINT: `${secureUrl}/identity`,
  IDENTITY_HEADER: secret,
  NODE_EXTRA_CA_CERTS: certificate,
  REQUESTS_CA_BUNDLE: certificate,
});
