import { mkdtemp, rm } from "node:fs/promises";
import { createServer, get, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "../../sdk/src/api/client";
import { ConnectionError } from "../../sdk/src/api/errors";
import { readConnection } from "../../sdk/src/config";
import { type Certificate, makeCertificate } from "../support/certificate";

const before = process.env;
let folder: string;
let trusted: Certificate;
let server: Server;

/** Requests that got through. */
let received: (string | undefined)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-tls-"));
  trusted = await makeCertificate(folder, ["localhost"]);
  server = createServer(trusted, (request, response) => {
    received.push(request.method);
    response.writeHead(200, { "content-type": "application/json" }).end('{ "id": "1" }');
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  const others = Object.entries(before).filter(([name]) => !/^(SYNTASK|PREFECT)_|proxy$/i.test(name));
  process.env = Object.fromEntries(others);
  received = [];
});
afterEach(() => {
  process.env = before;
});

const urlOf = (host: string) => `https://${host}:${(server.address() as AddressInfo).port}/api`;

/** A client of the server, under settings of the environment. */
function clientOf(settings: Record<string, string> = {}, host = "localhost"): Client {
  Object.assign(process.env, settings);
  const client = new Client(readConnection({ get: (key) => (key === "syntask:apiUrl" ? urlOf(host) : undefined) }));
  for (const name of Object.keys(settings)) delete process.env[name];
  return client;
}

/** Both kinds of requests: those that share a connection, and those that have one of their own. */
const requests: [string, (client: Client) => Promise<unknown>][] = [
  ["a read", (client) => client.get("/flows/1")],
  ["a write that is sent once", (client) => client.post("/automations/", {})],
];

const unchecked = { SYNTASK_API_TLS_INSECURE_SKIP_VERIFY: "true" };

describe.each(requests)("%s", (_, send) => {
  const refused = async (client: Client, reason: RegExp) => {
    const failure: Error = await send(client).then(
      () => new Error("it got through"),
      (error) => error,
    );
    expect(failure.message).toMatch(reason);
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(received).toEqual([]);
  };

  test("is not sent to a server whose certificate signed itself", async () => {
    await refused(
      clientOf(),
      /^https:\/\/localhost:\d+\/api \(`syntask:apiUrl` in the stack's config\) cannot be reached: self-signed certificate/,
    );
  });

  test("is sent once the certificate is named as one to trust", async () => {
    expect(await send(clientOf({ SYNTASK_API_SSL_CERT_FILE: trusted.file }))).toEqual({ id: "1" });
  });

  test("is not sent when another certificate is trusted", async () => {
    const others = await mkdtemp(join(folder, "others-"));
    const { file } = await makeCertificate(others, ["localhost"]);
    await refused(clientOf({ SYNTASK_API_SSL_CERT_FILE: file }), /self-signed certificate/);
  });

  test("is not sent to another host that shows a trusted certificate", async () => {
    const client = clientOf({ SYNTASK_API_SSL_CERT_FILE: trusted.file }, "127.0.0.1");
    await refused(client, /Hostname\/IP does not match certificate's altnames/);
  });

  test("is sent without a check where that is asked for, and other connections are checked all the same", async () => {
    const [careless, careful] = [clientOf(unchecked), clientOf()];
    expect(await send(careless)).toEqual({ id: "1" });
    received = [];
    await refused(careful, /self-signed certificate/);
    await expect(
      new Promise((answered, failed) => get(urlOf("localhost"), answered).on("error", failed)),
    ).rejects.toThrow("self-signed certificate");
  });
});

test.each([
  ["", false],
  ["0", false],
  ["false", false],
  ["no", false],
  ["10", false],
  ["untrue", false],
  ["1", true],
  ["true", true],
  ["TRUE", true],
])("the word %j for leaving certificates unchecked means %s", (word, insecure) => {
  process.env.SYNTASK_API_TLS_INSECURE_SKIP_VERIFY = word;
  expect(readConnection({ get: () => undefined })).toMatchObject({ insecure });
});

test("certificates are checked unless something else is set", () => {
  expect(readConnection({ get: () => undefined })).toMatchObject({ insecure: false, caCertificate: undefined });
});
