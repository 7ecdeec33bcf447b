import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "../../sdk/src/api/client";
import type { Connection } from "../../sdk/src/api/connection";
import { dialectOf } from "../../sdk/src/api/dialect";
import { type Certificate, makeCertificate, makeClientCertificate } from "../support/certificate";
import { DemandingProxy, type Demands } from "../support/demanding-proxy";
import { json, ScriptedServer } from "../support/scripted-server";

let folder: string;
let authority: Certificate;
let client: Certificate;
let stranger: Certificate;
let server: ScriptedServer;
let proxy: DemandingProxy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-admission-"));
  authority = await makeCertificate(folder, ["localhost"]);
  client = await makeClientCertificate(join(folder, "client"), authority);
  stranger = await makeClientCertificate(join(folder, "stranger"), client);
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  server = await ScriptedServer.start(json(200, { id: "1" }));
});
afterEach(async () => {
  await proxy?.stop();
  await server.stop();
});

/** A client of the server through a proxy that demands something. */
async function through(demands: Demands, shown: Partial<Connection> = {}): Promise<Client> {
  proxy = await DemandingProxy.start(server.url, authority, demands);
  return new Client({
    apiUrl: proxy.url,
    keyAdvice: "set `syntask:apiKey`, or `syntask:authString` for basic auth",
    uiUrl: proxy.url,
    dialect: dialectOf("syntask"),
    source: "the test",
    requestTimeout: 30,
    insecure: false,
    caCertificate: String(authority.cert),
    ...shown,
  });
}

/** Both kinds of requests: those that share a connection, and those that have one of their own. */
const requests: [string, (client: Client) => Promise<unknown>][] = [
  ["a read", (one) => one.get("/flows/1")],
  ["a write that is sent once", (one) => one.post("/automations/", {})],
];
const identity = ({ cert, key }: Certificate) => ({ clientCertificate: String(cert), clientKey: String(key) });

describe.each(requests)("%s", (_, send) => {
  test("shows a proxy the certificate, the user and the headers that it demands", async () => {
    const demands = { authority, user: "ci:p:ä", headers: { "X-Gateway": "hush-token" } };
    const shown = { ...identity(client), authString: demands.user, headers: demands.headers };
    expect(await send(await through(demands, shown))).toEqual({ id: "1" });
    expect(proxy.passed).toBe(1);
  });

  test.each<[string, () => Demands, () => Partial<Connection>, string]>([
    [
      "no client certificate",
      () => ({ authority }),
      () => ({}),
      "wants a client certificate; set `syntask:clientCertificate` and `syntask:clientKey`",
    ],
    [
      "one that somebody else has signed, of a named connection",
      () => ({ authority }),
      () => ({ ...identity(stranger), name: "prod" }),
      "does not accept the client certificate; set `syntask-prod:clientCertificate` and `syntask-prod:clientKey`",
    ],
    [
      "no user",
      () => ({ user: "ci:hush" }),
      () => ({}),
      "wants basic auth; set `syntask:apiKey`, or `syntask:authString` for basic auth",
    ],
    [
      "a wrong password",
      () => ({ user: "ci:hush" }),
      () => ({ authString: "ci:hush-hush", keyAdvice: "set `syntask:authString`" }),
      "does not accept the user and password; set `syntask:authString`",
    ],
    [
      "no header",
      () => ({ headers: { "X-Gateway": "hush" } }),
      () => ({}),
      "answers 403 with a web page; if a proxy before it wants to be shown something, set `syntask:headers`",
    ],
    [
      "an authority that is not trusted",
      () => ({}),
      () => ({ caCertificate: String(client.cert) }),
      "give the certificate of who signed it as `syntask:caCertificate`",
    ],
  ])("is refused in one line, without a secret: %s", async (_, demands, shown, line) => {
    const refusal: Error = await send(await through(demands(), shown())).then(
      () => new Error("it got through"),
      (error) => error,
    );
    expect(refusal.message).toMatch(/^https:\/\/localhost:\d+\/api \(the test\) /);
    expect(refusal.message.endsWith(line)).toBe(true);
    expect(refusal.message).not.toMatch(/hush|\n/);
    expect(proxy.passed).toBe(0);
  });
});

test("a page to log in is taken for what it may be, without what its address says", async () => {
  await server.stop();
  const location = "https://login.example.com/flows?token=hush-token";
  server = await ScriptedServer.start((_, response) => response.writeHead(302, { location }).end());
  const refusal = (await through({})).get("/flows/1");
  await expect(refusal).rejects.toThrow(
    /sends on to https:\/\/login\.example\.com\/flows; write the URL it sends on to, or where people log in there, what it wants instead as `syntask:headers`$/,
  );
});

test("what is shown is left out of what a server says of it", async () => {
  await server.stop();
  const detail = "no tenant of hush-header, ci:hush-pass or hush-pass";
  server = await ScriptedServer.start(json(403, { detail }));
  const shown = { headers: { "X-Gateway": "hush-header" }, authString: "ci:hush-pass" };
  await expect((await through({}, shown)).get("/flows/1")).rejects.toThrow(
    "GET /flows/1 answered 403: no tenant of …, … or …",
  );
});
