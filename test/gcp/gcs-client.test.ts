import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyClient, stackClient, stackToken, storageEndpoint } from "../../sdk/src/gcp/gcs-client";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = {
  type: "service_account",
  client_email: "w@team.iam.gserviceaccount.com",
  private_key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
};
const scopes = ["https://www.googleapis.com/auth/cloud-platform"];
const configOf = (settings: Record<string, string> = {}) => ({ get: (name: string) => settings[name] });

function clientOf(storage: ReturnType<typeof stackClient>) {
  const { cachedCredential } = storage.authClient as any;
  return cachedCredential ?? storage.authClient;
}

/** Who a client is, as far as it tells. */
function identityOf(storage: ReturnType<typeof stackClient>) {
  const client = clientOf(storage);
  const source = client.sourceClient ?? client;
  return {
    ...(client.targetPrincipal && { actsAs: client.targetPrincipal, scopes: client.targetScopes }),
    kind: source.constructor.name,
    token: source.credentials?.access_token,
    refreshes: Boolean(source.refreshHandler),
  };
}
const ofToken = (token: string) => ({ kind: "OAuth2Client", token, refreshes: false });
const ofKey = { kind: "OAuth2Client", token: undefined, refreshes: true };
const ofMachine = { kind: "GoogleAuth", token: undefined, refreshes: false };

const before = process.env;
beforeEach(() => {
  const names = Object.keys(before).filter((name) => !/^(GOOGLE|GCLOUD)_/.test(name));
  process.env = Object.fromEntries(names.map((name) => [name, before[name]]));
});
afterAll(() => {
  process.env = before;
});
afterEach(() => jest.restoreAllMocks());
// Google's library says there what may be wrong with credentials of a person's.
beforeEach(() => void jest.spyOn(console, "warn").mockImplementation());

const keyText = JSON.stringify(key);

test.each<[string, Record<string, string>, object]>([
  ["nothing", {}, ofMachine],
  ["a token", { "gcp:accessToken": "t" }, ofToken("t")],
  ["a key", { "gcp:credentials": ` ${keyText}` }, ofKey],
  ["both", { "gcp:accessToken": "t", "gcp:credentials": keyText }, ofToken("t")],
  ["a person's credentials", { "gcp:credentials": '{"type":"authorized_user"}' }, ofMachine],
])("a stack that says %s is who it says", (_, settings, identity) => {
  expect(identityOf(stackClient(configOf(settings)))).toEqual(identity);
});

test("a stack may act as another account", () => {
  const settings = { "gcp:accessToken": "t", "gcp:impersonateServiceAccount": "other@team" };
  expect(identityOf(stackClient(configOf(settings)))).toEqual({ ...ofToken("t"), actsAs: "other@team", scopes });
});

test.each([
  ["GOOGLE_OAUTH_ACCESS_TOKEN", ofToken("t")],
  ["GOOGLE_CREDENTIALS", ofKey],
  ["GOOGLE_CLOUD_KEYFILE_JSON", ofKey],
  ["GCLOUD_KEYFILE_JSON", ofKey],
  ["GOOGLE_IMPERSONATE_SERVICE_ACCOUNT", { ...ofMachine, actsAs: "t", scopes }],
])("the variable %s serves where the stack says nothing", (name, identity) => {
  process.env[name] = identity === ofKey ? keyText : "t";
  expect(identityOf(stackClient(configOf()))).toEqual(identity);
});

test("a stack with a token of another issuer is the account that it opens", async () => {
  const external = {
    audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/providers/git",
    identityToken: "signed",
    serviceAccountEmail: "deploy@team.iam.gserviceaccount.com",
  };
  const settings = { "gcp:externalCredentials": JSON.stringify(external), "gcp:accessToken": "t" };
  const client = clientOf(stackClient(configOf(settings)));
  expect(client.constructor.name).toBe("IdentityPoolClient");
  expect(await client.retrieveSubjectToken()).toBe("signed");
  expect(client).toMatchObject({ audience: external.audience, scopes });
  expect(client.serviceAccountImpersonationUrl).toBe(
    "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/deploy@team.iam.gserviceaccount.com:generateAccessToken",
  );
});

test("a stack acts as another account through those that it names", () => {
  const settings = { "gcp:accessToken": "t", "gcp:impersonateServiceAccount": "other@team" };
  const delegates = ["first@team", "second@team"];
  const through = { ...settings, "gcp:impersonateServiceAccountDelegates": JSON.stringify(delegates) };
  expect(clientOf(stackClient(configOf(through))).delegates).toEqual(delegates);
  expect(clientOf(stackClient(configOf(settings))).delegates).toEqual([]);
});

test("an empty variable says nothing, and the stack wins over all", () => {
  process.env.GOOGLE_CREDENTIALS = "";
  process.env.GOOGLE_OAUTH_ACCESS_TOKEN = "of-the-shell";
  expect(identityOf(stackClient(configOf({ "gcp:accessToken": "t" })))).toEqual(ofToken("t"));
  delete process.env.GOOGLE_OAUTH_ACCESS_TOKEN;
  expect(identityOf(stackClient(configOf()))).toEqual(ofMachine);
});

test("who is given is nobody else: neither the stack's account nor what it acts as", () => {
  const settings = { "gcp:accessToken": "t", "gcp:impersonateServiceAccount": "other@team" };
  expect(identityOf(stackClient(configOf(settings), { credentials: keyText }))).toEqual(ofKey);
  expect(identityOf(stackClient(configOf(settings), { accessToken: "given" }))).toEqual(ofToken("given"));
  const given = { accessToken: "given", impersonateServiceAccount: "own@team" };
  expect(identityOf(stackClient(configOf(settings), given))).toEqual({
    ...ofToken("given"),
    actsAs: "own@team",
    scopes,
  });
});

test("the machine's own identity is for all of Google's cloud", () => {
  const { scopes: own } = stackClient(configOf()).authClient as any;
  const { scopes: person } = stackClient(configOf({ "gcp:credentials": "{}" })).authClient as any;
  expect([own, person]).toEqual([scopes, scopes]);
});

test.each([
  [undefined, "https://storage.googleapis.com"],
  ["https://storage.example.com/storage/v1/", "https://storage.example.com"],
  ["https://storage.example.com/storage/v1", "https://storage.example.com"],
  ["https://storage.example.com/storage/v1/proxy", "https://storage.example.com/storage/v1/proxy"],
])("with the endpoint %p storage is at %s, for the stack and for a key", (endpoint, host) => {
  const config = configOf(endpoint === undefined ? {} : { "gcp:storageCustomEndpoint": endpoint });
  expect(storageEndpoint(config)).toBe(endpoint);
  const token = { accessToken: "t" };
  for (const client of [
    stackClient(config, token),
    keyClient(endpoint, key),
    stackClient(configOf(), { ...token, storageCustomEndpoint: endpoint }),
  ]) {
    expect(client.apiEndpoint).toBe(host);
    expect(client.retryOptions.idempotencyStrategy).toBe(0);
    expect((client as any).authClient).toBeDefined();
  }
  if (endpoint) process.env.GOOGLE_STORAGE_CUSTOM_ENDPOINT = endpoint;
  expect(storageEndpoint(configOf())).toBe(endpoint);
});

describe("credentials in a file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-key-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const of = (credentials: string) => () => stackClient(configOf({ "gcp:credentials": credentials }));

  test("are read from it", () => {
    writeFileSync(join(folder, "key.json"), JSON.stringify(key));
    expect(identityOf(of(join(folder, "key.json"))())).toEqual(ofKey);
  });

  test("that is not there, or is no JSON, are told without their content", () => {
    const advice = "give the text of a key, or the path of a file with it";
    expect(of(join(folder, "none"))).toThrow(
      new Error(`\`gcp:credentials\` names a file that is not there; ${advice}`),
    );
    writeFileSync(join(folder, "text"), "hush");
    for (const credentials of [join(folder, "text"), folder, "{hush"]) {
      expect(of(credentials)).toThrow(new Error(`\`gcp:credentials\` is not JSON; ${advice}`));
    }
  });
});

test("the token of a stack is what its identity gets", async () => {
  expect(await stackToken(configOf({ "gcp:accessToken": "t" }))).toBe("t");
  const auth = Object.getPrototypeOf(stackClient(configOf()).authClient as object);
  jest.spyOn(auth, "getAccessToken").mockResolvedValue("of-the-machine");
  expect(await stackToken(configOf())).toBe("of-the-machine");
});
