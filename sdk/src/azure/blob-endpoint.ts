import { ownValue } from "../api/own-value.js";
import type { ConfigReader } from "../config.js";

const suffixes: Record<string, string> = {
  public: "core.windows.net",
  usgovernment: "core.usgovcloudapi.net",
  china: "core.chinacloudapi.cn",
};

/** Domain of storage in the stack's Azure: `azure-native:environment`, as Pulumi's own provider reads it. */
export function storageSuffix(config: ConfigReader): string {
  const environment = config.get("azure-native:environment") ?? process.env.ARM_ENVIRONMENT ?? "public";
  return ownValue(suffixes, environment.toLowerCase()) ?? suffixes.public!;
}

/** URL of an account's blobs, without a slash at its end. */
export const blobEndpoint = (account: string, config: ConfigReader, endpoint?: string): string =>
  endpoint ? endpoint.replace(/\/+$/, "") : `https://${account}.blob.${storageSuffix(config)}`;
