import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DefaultAzureCredential,
  ManagedIdentityCredential,
} from "@azure/identity";
import { faultOfAzureSettings, stackIdentity } from "../../sdk/src/azure/stack-identity";
import { type Call, callOf, LocalServer } from "../support/local-server";

const principal = {
  "azure-native:tenantId": "11111111-1111-1111-1111-111111111111",
  "azure-native:clientId": "22222222-2222-2222-2222-222222222222",
  "azure-native:clientSecret": "hush",
};
const variables = {
  ARM_TENANT_ID: "azure-native:tenantId",
  ARM_CLIENT_ID: "azure-native:clientId",
  ARM_CLIENT_SECRET: "azure-native:clientSecret",
} as const;
const before = process.env;
beforeEach(() => {
  process.env = Object.fromEntries(Object.entries(before).filter(([name]) => !/^(ARM|ACTIONS)_/.test(name)));
});
afterAll(() => {
  process.env = before;
});
const identityOf = (config: Record<string, string>) => stackIdentity({ get: (key) => config[key] });

test("a stack with a service principal signs in as that", () => {
  expect(identityOf(principal)).toBeInstanceOf(ClientSecretCredential);
});

test.each(Object.keys(principal))("without %s it signs in as whoever runs it", (missing) => {
  const rest = Object.fromEntries(Object.entries(principal).filter(([key]) => key !== missing));
  expect(identityOf(rest)).toBeInstanceOf(DefaultAzureCredential);
});

test.each(Object.entries(variables))("the variable %s serves where the stack has no %s", (name, key) => {
  const rest = Object.fromEntries(Object.entries(principal).filter(([own]) => own !== key));
  process.env[name] = principal[key];
  expect(identityOf(rest)).toBeInstanceOf(ClientSecretCredential);
});

test("the stack wins over the variables", () => {
  for (const name of Object.keys(variables)) process.env[name] = "not a tenant: /";
  expect(identityOf(principal)).toBeInstanceOf(ClientSecretCredential);
  process.env.ARM_CLIENT_SECRET = "";
  expect(identityOf({})).toBeInstanceOf(DefaultAzureCredential);
});

const { "azure-native:clientSecret": _, ...application } = principal;
const faultOf = (config: Record<string, string>) => faultOfAzureSettings({ get: (key) => config[key] });

describe("a stack that signs in with a token of another issuer", () => {
  const oidc = { ...application, "azure-native:useOidc": "true" };
  const tokenOf = (config: Record<string, string>): Promise<string> => {
    const credential = identityOf({ ...oidc, ...config });
    expect(credential).toBeInstanceOf(ClientAssertionCredential);
    return (credential as any).getAssertion();
  };
  let folder: string;
  let issuer: LocalServer;
  let calls: Call[];
  let answer: { status: number; body: string };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-token-"));
    issuer = await LocalServer.start(async (request, response) => {
      calls.push(await callOf(request));
      response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
    });
  });
  beforeEach(() => {
    calls = [];
    answer = { status: 200, body: '{"value":"issued"}' };
  });
  afterAll(async () => {
    await issuer.stop();
    rmSync(folder, { recursive: true });
  });

  test("has it in its settings, or in a file", async () => {
    expect(await tokenOf({ "azure-native:oidcToken": "given" })).toBe("given");
    const file = join(folder, "token");
    writeFileSync(file, "in the file\n");
    expect(await tokenOf({ "azure-native:oidcTokenFilePath": file })).toBe("in the file");
    writeFileSync(file, "renewed");
    expect(await tokenOf({ "azure-native:oidcTokenFilePath": file })).toBe("renewed");
  });

  test("asks the issuer for it, as GitHub's runners have the address", async () => {
    process.env.ACTIONS_ID_TOKEN_REQUEST_URL = `${issuer.url}/token?version=1`;
    process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = "of-the-runner";
    expect(await tokenOf({})).toBe("issued");
    expect(calls[0]).toMatchObject({
      method: "GET",
      path: "/token",
      query: { version: "1", audience: "api://AzureADTokenExchange" },
      headers: { authorization: "Bearer of-the-runner" },
    });
    process.env.ARM_OIDC_AUDIENCE = "own";
    await tokenOf({});
    expect(calls[1]!.query.audience).toBe("own");
    answer = { status: 403, body: "{}" };
    await expect(tokenOf({})).rejects.toThrow(
      new Error("the issuer of `azure-native:oidcRequestUrl` answers 403 to the request for a token"),
    );
  });

  test.each<[Record<string, string>, string]>([
    [{ "azure-native:useOidc": "true" }, "needs `azure-native:tenantId` and `azure-native:clientId`; set both"],
    [oidc, "needs a token; set `azure-native:oidcToken` or `azure-native:oidcTokenFilePath`"],
    [{ ...oidc, "azure-native:oidcRequestUrl": "https://issuer" }, "needs a token"],
  ])("is refused where %j lacks something", (config, reason) => {
    expect(faultOf(config)).toMatch(`\`azure-native:useOidc\` ${reason}`);
    expect(() => identityOf(config)).toThrow(reason);
  });

  test("is not asked for one where a secret comes first", () => {
    expect(faultOf({ ...principal, "azure-native:useOidc": "true" })).toBeUndefined();
    expect(identityOf({ ...principal, "azure-native:useOidc": "true" })).toBeInstanceOf(ClientSecretCredential);
  });
});

test("a stack with a managed identity signs in as the machine, and with a client's id as that one", () => {
  const msi = { "azure-native:useMsi": "true" };
  expect(identityOf(msi)).toBeInstanceOf(ManagedIdentityCredential);
  const chosen = identityOf({ ...msi, ...application }) as any;
  expect(chosen).toBeInstanceOf(ManagedIdentityCredential);
  expect(chosen.clientId).toBe(application["azure-native:clientId"]);
  process.env.ARM_USE_MSI = "true";
  expect(identityOf({})).toBeInstanceOf(ManagedIdentityCredential);
});

test("a stack with a certificate signs in with it, if it can be read", () => {
  const path = "azure-native:clientCertificatePath";
  const pem = { ...principal, [path]: "/certificate.pem" };
  expect([identityOf(pem) instanceof ClientCertificateCredential, faultOf(pem)]).toEqual([true, undefined]);
  const fault = `\`${path}\` is /certificate.pfx, and an upload reads certificates in PEM; give a .pem file with the certificate and its key`;
  expect(faultOf({ ...principal, [path]: "/certificate.pfx" })).toBe(fault);
});

test("a stack may want the default chain before all", () => {
  const config = { ...principal, "azure-native:useDefaultAzureCredential": "true" };
  expect(identityOf(config)).toBeInstanceOf(DefaultAzureCredential);
});

test.each([
  ["public", undefined],
  ["usgovernment", "https://login.microsoftonline.us"],
  ["China", "https://login.partner.microsoftonline.cn"],
])("in the Azure called %s tokens are those of %s", (environment, authority) => {
  const oidc = { ...application, "azure-native:useOidc": "true", "azure-native:oidcToken": "given" };
  const { options } = identityOf({ ...oidc, "azure-native:environment": environment }) as any;
  expect(options.authorityHost).toBe(authority);
});
