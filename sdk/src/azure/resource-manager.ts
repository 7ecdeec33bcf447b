import type { AxiosStatic } from "axios";
import type { ConfigReader } from "../config.js";
import { stackIdentity } from "./stack-identity.js";

const hosts: Record<string, string> = {
  public: "https://management.azure.com",
  usgovernment: "https://management.usgovcloudapi.net",
  china: "https://management.chinacloudapi.cn",
};
const apiVersion = "2023-05-01";
const timeoutSeconds = 30;

/**
 * Asks Azure's resource manager about a storage account, with the identity of the stack.
 *
 * @param path with the id of the account, or the whole URL of a next page
 * @returns the answer; `undefined` when the account is not there
 * @throws with the status, when it is refused
 */
export async function askManager(config: ConfigReader, method: "GET" | "POST", path: string): Promise<any> {
  const axios = (require("axios") as { default: AxiosStatic }).default;
  const host = managerHost(config);
  const token = await stackIdentity(config).getToken(`${host}/.default`);
  const { status, data } = await axios.request({
    method,
    ...(path.startsWith("/") ? { url: host + path, params: { "api-version": apiVersion } } : { url: path }),
    headers: { authorization: `Bearer ${token?.token}` },
    timeout: timeoutSeconds * 1000,
    validateStatus: () => true,
  });
  if (status === 404) return undefined;
  if (status === 200) return data;
  throw new Error(`Azure answers ${status} to the stack's identity about ${path}`);
}

/** A host of one's own is given as a URL where it is the resource manager itself, as on an emulator. */
export function managerHost(config: ConfigReader): string {
  const own = config.get("azure-native:metadataHost");
  if (own?.startsWith("https://")) return own;
  const environment = config.get("azure-native:environment") ?? process.env.ARM_ENVIRONMENT ?? "public";
  return hosts[environment.toLowerCase()] ?? hosts.public!;
}
