import { readFileSync } from "node:fs";
import type { TokenCredential } from "@azure/identity";
import type { AxiosStatic } from "axios";
import { faultOfMissing, loadOptional } from "../checks/optional-package.js";
import type { ConfigReader } from "../config.js";

/** The settings of Pulumi's Azure provider that say who it is, with the variables that it reads for them. */
const variables = {
  tenantId: ["ARM_TENANT_ID"],
  clientId: ["ARM_CLIENT_ID"],
  clientSecret: ["ARM_CLIENT_SECRET"],
  clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH"],
  clientCertificatePassword: ["ARM_CLIENT_CERTIFICATE_PASSWORD"],
  environment: ["ARM_ENVIRONMENT"],
  disableInstanceDiscovery: ["ARM_DISABLE_INSTANCE_DISCOVERY"],
  useDefaultAzureCredential: ["ARM_USE_DEFAULT_AZURE_CREDENTIAL"],
  useOidc: ["ARM_USE_OIDC"],
  oidcToken: ["ARM_OIDC_TOKEN"],
  oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
  oidcAudience: ["ARM_OIDC_AUDIENCE"],
  oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"],
  oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
  useMsi: ["ARM_USE_MSI"],
};

type Read = (setting: keyof typeof variables) => string | undefined;

const reader =
  (config: ConfigReader): Read =>
  (setting) =>
    config.get(`azure-native:${setting}`) ?? variables[setting].map((name) => process.env[name]).find((value) => value);

/**
 * The identity of the stack, or of a provider: in the order of Pulumi's own provider a certificate, a secret, a token of
 * another issuer, a managed identity, else the default chain of Azure's library.
 *
 * @throws when `@azure/identity` is not installed, or the settings cannot be used
 */
export function stackIdentity(config: ConfigReader): TokenCredential {
  const identity = loadIdentity();
  const read = reader(config);
  const fault = faultOfOidc(read) ?? faultOfCertificate(read);
  if (fault) throw new Error(fault);
  const [tenantId, clientId] = [read("tenantId"), read("clientId")];
  const options = {
    authorityHost: authorityOf(read("environment")),
    disableInstanceDiscovery: isOn(read("disableInstanceDiscovery")),
  };
  if (isOn(read("useDefaultAzureCredential"))) return new identity.DefaultAzureCredential({ ...options, tenantId });
  if (tenantId && clientId) {
    const certificate = read("clientCertificatePath");
    if (certificate) {
      const file = { certificatePath: certificate, certificatePassword: read("clientCertificatePassword") };
      return new identity.ClientCertificateCredential(tenantId, clientId, file, options);
    }
    const secret = read("clientSecret");
    if (secret) return new identity.ClientSecretCredential(tenantId, clientId, secret, options);
    if (isOn(read("useOidc"))) {
      return new identity.ClientAssertionCredential(tenantId, clientId, () => oidcToken(read), options);
    }
  }
  if (isOn(read("useMsi"))) return new identity.ManagedIdentityCredential(clientId ? { clientId } : {});
  return new identity.DefaultAzureCredential(options);
}

/** What of the settings an upload cannot use, and what to give instead. */
export function faultOfAzureSettings(config: ConfigReader): string | undefined {
  const read = reader(config);
  return faultOfOidc(read) ?? faultOfCertificate(read) ?? faultOfMissing(azureIdentity);
}

function faultOfOidc(read: Read): string | undefined {
  const isOther = isOn(read("useDefaultAzureCredential")) || read("clientCertificatePath") || read("clientSecret");
  if (!isOn(read("useOidc")) || isOther) return undefined;
  if (!read("tenantId") || !read("clientId")) {
    return "`azure-native:useOidc` needs `azure-native:tenantId` and `azure-native:clientId`; set both";
  }
  if (read("oidcToken") || read("oidcTokenFilePath") || (read("oidcRequestUrl") && read("oidcRequestToken"))) {
    return undefined;
  }
  return "`azure-native:useOidc` needs a token; set `azure-native:oidcToken` or `azure-native:oidcTokenFilePath`, or run where ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are set";
}

function faultOfCertificate(read: Read): string | undefined {
  const path = read("clientCertificatePath");
  if (!path || !/\.(pfx|p12)$/i.test(path)) return undefined;
  return `\`azure-native:clientCertificatePath\` is ${path}, and an upload reads certificates in PEM; give a .pem file with the certificate and its key`;
}

const timeoutSeconds = 30;
/** Whom a token is for that Azure exchanges, unless the settings say so. */
const azureAudience = "api://AzureADTokenExchange";

/** A token of the other issuer, asked for anew each time where it says how. */
async function oidcToken(read: Read): Promise<string> {
  const token = read("oidcToken");
  if (token) return token;
  const file = read("oidcTokenFilePath");
  if (file) return readFileSync(file, "utf8").trim();
  const axios = (require("axios") as { default: AxiosStatic }).default;
  const { status, data } = await axios.get<{ value?: string }>(read("oidcRequestUrl")!, {
    params: { audience: read("oidcAudience") ?? azureAudience },
    headers: { authorization: `Bearer ${read("oidcRequestToken")}` },
    timeout: timeoutSeconds * 1000,
    validateStatus: () => true,
  });
  if (status === 200 && data.value) return data.value;
  throw new Error(`the issuer of \`azure-native:oidcRequestUrl\` answers ${status} to the request for a token`);
}

const isOn = (value: string | undefined): boolean => value === "true";

const authorities: Record<string, string> = {
  usgovernment: "https://login.microsoftonline.us",
  china: "https://login.partner.microsoftonline.cn",
};

/** Who gives tokens in an Azure of its own; nothing in the public one, which the library knows. */
const authorityOf = (environment = "public"): string | undefined =>
  new Map(Object.entries(authorities)).get(environment.toLowerCase());

const azureIdentity = { name: "@azure/identity", user: "signing in to Azure", instead: "give `uploadCredentials`" };

const loadIdentity = (): typeof import("@azure/identity") =>
  loadOptional(azureIdentity, () => require("@azure/identity"));
