import type { AxiosStatic } from "axios";
import { registryUrl } from "../image/registry-client.js";

/** The user that a token of a registry belongs to. */
export const tokenUser = "00000000-0000-0000-0000-000000000000";

const timeoutSeconds = 30;

/**
 * Exchanges a token of Azure for one of a registry, which Docker takes as a password for three hours.
 * Source: https://azure.github.io/acr/AAD-OAuth.html
 *
 * @throws when the registry refuses or cannot be reached
 */
export async function registryToken(server: string, azureToken: string): Promise<string> {
  const axios = (require("axios") as { default: AxiosStatic }).default;
  const form = new URLSearchParams({ grant_type: "access_token", service: server, access_token: azureToken });
  const { status, data } = await axios
    .post(`${registryUrl(server)}/oauth2/exchange`, form, {
      timeout: timeoutSeconds * 1000,
      validateStatus: () => true,
    })
    .catch(({ code }: { code?: string }) => {
      throw new Error(`${server} cannot be reached (${code}); its network rules have to let this machine in`);
    });
  if (status === 200 && data?.refresh_token) return data.refresh_token;
  throw new Error(`${server} answers ${status} to the stack's credentials; give them the role AcrPush on the registry`);
}
