import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { givenSettings, secretsOf } from "../sdk/src/api/connection";
import { readConnection } from "../sdk/src/config";
import { type Certificate, makeCertificate, makeClientCertificate } from "./support/certificate";

jest.mock("node:os", () => ({ ...jest.requireActual("node:os"), homedir: () => process.env.HOME }));

const before = process.env;
let home: string;
let authority: Certificate;
let client: Certificate;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "pulumi-syntask-credentials-"));
  authority = await makeCertificate(home, ["localhost"]);
  client = await makeClientCertificate(join(home, "client"), authority);
});
afterAll(() => rmSync(home, { recursive: true }));
beforeEach(() => {
  const others = Object.entries(before).filter(([name]) => !/^(SYNTASK|PREFECT)_/.test(name));
  process.env = { ...Object.fromEntries(others), HOME: home };
});
afterEach(() => {
  process.env = before;
});

const apiUrl = "https://stack/api";
const connect = (config: Record<string, string>, name?: string) => readConnection({ get: (key) => config[key] }, name);
/** A connection whose URL is in the stack's config, with more beside it. */
const beside = (more: Record<string, string>) => {
  const settings = Object.entries(more).map(([setting, value]) => [`syntask:${setting}`, value]);
  return connect({ "syntask:apiUrl": apiUrl, ...Object.fromEntries(settings) });
};
const json = (headers: object) => JSON.stringify(headers);

test("headers, basic auth and a client's certificate are those of the stack's config, by text or by path", () => {
  expect(beside({ headers: '{"X-Gateway": "hush"}', authString: "ci:hush:hush" })).toMatchObject({
    headers: { "X-Gateway": "hush" },
    authString: "ci:hush:hush",
    apiKey: undefined,
    caCertificate: undefined,
    keyAdvice: "set `syntask:authString`",
  });
  const pem = {
    clientCertificate: String(client.cert),
    clientKey: String(client.key),
    caCertificate: String(authority.cert),
  };
  expect(beside(pem)).toMatchObject(pem);
  expect(
    beside({ clientCertificate: client.file, clientKey: client.keyFile, caCertificate: authority.file }),
  ).toMatchObject(pem);
});

test("a named connection takes its own", () => {
  const config = {
    "syntask:headers": '{"X-Gateway": "other"}',
    "syntask-prod:apiUrl": "https://prod/api",
    "syntask-prod:headers": '{"X-Gateway": "prod"}',
    "syntask-prod:authString": "ci:prod",
    "syntask-prod:caCertificate": authority.file,
    "syntask-prod:tlsInsecureSkipVerify": "true",
    "syntask-test:apiUrl": "https://test/api",
  };
  process.env.SYNTASK_CLIENT_CUSTOM_HEADERS = '{"X-Gateway": "environment"}';
  expect(connect(config, "prod")).toMatchObject({
    headers: { "X-Gateway": "prod" },
    authString: "ci:prod",
    caCertificate: String(authority.cert),
    insecure: true,
  });
  expect(connect(config, "test")).toMatchObject({ headers: undefined, authString: undefined, insecure: false });
});

describe("they go to the URL that they stand beside, and to no other", () => {
  const inEnvironment = (prefix: string) => {
    process.env[`${prefix}_CLIENT_CUSTOM_HEADERS`] = '{"X-Gateway": "environment"}';
    process.env[`${prefix}_API_AUTH_STRING`] = "ci:environment";
    process.env[`${prefix}_API_CLIENT_CERTIFICATE`] = client.file;
    process.env[`${prefix}_API_CLIENT_KEY`] = client.keyFile;
  };
  const ofEnvironment = {
    headers: { "X-Gateway": "environment" },
    authString: "ci:environment",
    clientKey: expect.stringContaining("PRIVATE KEY"),
  };

  test("in the environment, under the names of Syntask", () => {
    inEnvironment("SYNTASK");
    process.env.SYNTASK_API_URL = "https://environment/api";
    expect(connect({})).toMatchObject(ofEnvironment);
    expect(beside({}).clientKey).toBeUndefined();
    expect(beside({})).toMatchObject({
      headers: undefined,
      authString: undefined,
      keyAdvice:
        "SYNTASK_API_AUTH_STRING was left out, as it does not stand beside this URL and may belong to another server; set `syntask:authString`, or `syntask:apiKeyFromEnvironment` to true if it belongs to this one",
    });
    expect(beside({ apiKey: "key" }).keyAdvice).toMatch(
      /^SYNTASK_CLIENT_CUSTOM_HEADERS was left out, .*; set `syntask:headers`, or/,
    );
    expect(beside({ apiKey: "key", headers: "{}" }).keyAdvice).toMatch(/^SYNTASK_API_CLIENT_CERTIFICATE was left out/);
  });

  test("in the environment, under the names of Prefect in its dialect", () => {
    inEnvironment("PREFECT");
    process.env.PREFECT_API_URL = "https://environment/api";
    expect(connect({ "syntask:dialect": "prefect" })).toMatchObject(ofEnvironment);
  });

  test("unless the stack says that those of the environment belong to its URL, where it has none of the kind", () => {
    inEnvironment("SYNTASK");
    expect(beside({ apiKeyFromEnvironment: "true" })).toMatchObject(ofEnvironment);
    expect(beside({ apiKeyFromEnvironment: "true", apiKey: "key", headers: '{"X-Gateway": "stack"}' })).toMatchObject({
      apiKey: "key",
      authString: undefined,
      headers: { "X-Gateway": "stack" },
      clientKey: expect.stringContaining("PRIVATE KEY"),
    });
  });

  test("in a profile, with the certificate to trust, as texts or as TOML has them", () => {
    mkdirSync(join(home, ".prefect"));
    writeFileSync(
      join(home, ".prefect", "profiles.toml"),
      `active = "work"
[profiles.work]
PREFECT_API_URL = "https://profile/api"
PREFECT_API_AUTH_STRING = "ci:profile"
PREFECT_CLIENT_CUSTOM_HEADERS = { X-Gateway = "profile" }
PREFECT_API_SSL_CERT_FILE = "${authority.file}"
PREFECT_API_TLS_INSECURE_SKIP_VERIFY = true
`,
    );
    const config = { "syntask:dialect": "prefect" };
    expect(connect(config)).toMatchObject({
      authString: "ci:profile",
      headers: { "X-Gateway": "profile" },
      caCertificate: String(authority.cert),
      insecure: true,
    });
    expect(connect({ ...config, "syntask:apiUrl": apiUrl })).toMatchObject({
      authString: undefined,
      headers: undefined,
      caCertificate: undefined,
      insecure: false,
    });
  });
});

test("certificates to trust are those of the config before those of the environment", async () => {
  process.env.SYNTASK_API_SSL_CERT_FILE = authority.file;
  expect(beside({}).caCertificate).toBe(String(authority.cert));
  expect(beside({ caCertificate: client.file }).caCertificate).toBe(String(client.cert));
});

describe("what cannot be right is refused in a line without its value", () => {
  const form = "write the path of a PEM file, or its text";
  const noHeaders = '`syntask:headers` is not a JSON object of texts; write it like {"X-Name": "value"}';

  test.each<[string, () => Record<string, string>, string | RegExp]>([
    [
      "a key and basic auth",
      () => ({ apiKey: "hush", authString: "ci:hush" }),
      "`syntask:apiKey` and `syntask:authString` are both set, and a request has one authorization; leave one of them out",
    ],
    ["a user alone", () => ({ authString: "hush" }), "`syntask:authString` is not of the form user:password"],
    ["half of JSON", () => ({ headers: '{"X-Name": "hush"' }), noHeaders],
    ["a text of JSON", () => ({ headers: '"hush"' }), noHeaders],
    ["a list", () => ({ headers: '["hush"]' }), noHeaders],
    ["nothing of JSON", () => ({ headers: "null" }), noHeaders],
    ["a number", () => ({ headers: json({ "X-Name": 1 }) }), noHeaders],
    [
      "a header of every request",
      () => ({ headers: json({ "user-agent": "hush" }) }),
      '`syntask:headers` has "user-agent", which every request has already; leave it out',
    ],
    [
      "a header of the dialect",
      () => ({ headers: json({ "Syntask-Csrf-Token": "hush" }) }),
      '`syntask:headers` has "Syntask-Csrf-Token", which every request has already; leave it out',
    ],
    [
      "a second authorization",
      () => ({ headers: json({ authorization: "hush" }), authString: "ci:hush" }),
      '`syntask:headers` has "authorization", and `syntask:authString` makes that header; leave one of them out',
    ],
    [
      "a name with a blank",
      () => ({ headers: json({ "X Name": "hush" }) }),
      '"X Name" in `syntask:headers` is not a header: its name or its value has a character that none may have',
    ],
    [
      "a value of two lines",
      () => ({ headers: json({ "X-Name": "hush\nhush" }) }),
      '"X-Name" in `syntask:headers` is not a header: its name or its value has a character that none may have',
    ],
    [
      "a certificate without its key",
      () => ({ clientCertificate: client.file }),
      "`syntask:clientCertificate` is set without `syntask:clientKey`; give both",
    ],
    [
      "a key without its certificate",
      () => ({ clientKey: client.keyFile }),
      "`syntask:clientKey` is set without `syntask:clientCertificate`; give both",
    ],
    [
      "the key of another certificate",
      () => ({ clientCertificate: client.file, clientKey: authority.keyFile }),
      "`syntask:clientKey` is not the key of the certificate in `syntask:clientCertificate`; give the two that belong together",
    ],
    [
      "a key that is none",
      () => ({ clientCertificate: client.file, clientKey: "-----BEGIN hush" }),
      `\`syntask:clientKey\` has no private key in it, or one with a passphrase; ${form}, without a passphrase`,
    ],
    [
      "a key that may be one in another form",
      () => ({ clientCertificate: client.file, clientKey: "hush" }),
      `\`syntask:clientKey\` names a file that is not there; ${form}`,
    ],
    [
      "a file that is not there",
      () => ({ caCertificate: join(home, "none.pem") }),
      /^`syntask:caCertificate` names \S+none\.pem, which is not there; write the path of a PEM file, or its text$/,
    ],
    [
      "a folder",
      () => ({ caCertificate: home }),
      /^`syntask:caCertificate` names \S+, which cannot be read \(EISDIR\); write the path of a PEM file, or its text$/,
    ],
    [
      "a file without a certificate",
      () => ({ caCertificate: client.keyFile }),
      `\`syntask:caCertificate\` has no certificate in it; ${form}`,
    ],
  ])("%s", (_, settings, reason) => {
    expect(() => beside(settings())).toThrow(typeof reason === "string" ? new Error(reason) : reason);
    expect(() => beside(settings())).not.toThrow(/hush/);
  });

  test("by the name that it has where it stands", () => {
    process.env.SYNTASK_API_URL = "https://environment/api";
    process.env.SYNTASK_CLIENT_CUSTOM_HEADERS = "X-Name: hush";
    expect(() => connect({})).toThrow(/^SYNTASK_CLIENT_CUSTOM_HEADERS is not a JSON object of texts/);
    const config = { "syntask-prod:apiUrl": apiUrl, "syntask-prod:clientKey": client.keyFile };
    expect(() => connect(config, "prod")).toThrow(
      "`syntask-prod:clientKey` is set without `syntask-prod:clientCertificate`; give both",
    );
  });
});

test("an authorization of another kind may stand in the headers", () => {
  expect(beside({ headers: json({ Authorization: "Token hush" }) }).headers).toEqual({ Authorization: "Token hush" });
});

test("what a connection has beside its URL can be named, and its secrets can be left out of what is printed", () => {
  const connection = beside({
    authString: "ci:hush-pass",
    headers: json({ "X-Gateway": "hush-value", "X-Tenant": "etl" }),
  });
  expect(givenSettings(connection)).toEqual(["authString", "headers"]);
  expect(secretsOf(connection)).toEqual([
    "ci:hush-pass",
    "hush-pass",
    Buffer.from("ci:hush-pass").toString("base64"),
    "hush-value",
  ]);
});
