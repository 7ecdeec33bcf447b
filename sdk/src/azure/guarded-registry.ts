import type { AxiosInstance, AxiosStatic } from "axios";
import type { OpenGuarded } from "../cloud/guarded-stores.js";
import { authorizationFor, basic, type RegistryLogin, type TokenRequest } from "../image/registry-authorization.js";
import { registryUrl } from "../image/registry-client.js";
import { registryToken, tokenUser } from "./registry-login.js";
import { managerHost } from "./resource-manager.js";
import { stackIdentity } from "./stack-identity.js";

const timeoutSeconds = 30;
const listedAtOnce = 1000;

/** @param location `{ registry }`, the host of one in Azure */
export const openGuardedRegistry: OpenGuarded = async ({ registry }, config) => {
  const host = String(registry);
  return {
    address: `registry ${host}`,
    noun: "image",
    async *contents() {
      const azureToken = await stackIdentity(config).getToken(`${managerHost(config)}/.default`);
      const list = lister(host, await registryToken(host, azureToken?.token ?? ""));
      for (const image of await list<string>("_catalog", "repositories")) {
        for (const tag of await list<string>(`${image}/tags/list`, "tags")) yield `${image}:${tag}`;
      }
    },
  };
};

/** Reads lists with a registry's HTTP API, page by page. */
function lister(host: string, password: string) {
  const axios = (require("axios") as { default: AxiosStatic }).default;
  const login = { username: tokenUser, password };
  const http = axios.create({ timeout: timeoutSeconds * 1000, validateStatus: () => true });
  return async <T>(path: string, property: string): Promise<T[]> => {
    const items: T[] = [];
    let next: string | undefined = `/v2/${path}?n=${listedAtOnce}`;
    while (next) {
      const url: string = new URL(next, registryUrl(host)).toString();
      const { status, data, headers } = await getAs(http, url, login);
      if (status === 404) return items;
      if (status !== 200) throw new Error(`${host} answers ${status} when it is asked for ${path}`);
      items.push(...(data[property] ?? []));
      next = /<([^>]+)>;\s*rel="next"/.exec(String(headers.link ?? ""))?.[1];
    }
    return items;
  };
}

/** Never without the user: a list that everybody may see need not be all of it. */
async function getAs(http: AxiosInstance, url: string, login: RegistryLogin) {
  const get = (authorization: string) => http.get(url, { headers: { authorization } });
  const first = await get(basic(login));
  if (first.status !== 401) return first;
  const ask = ({ url: place, ...request }: TokenRequest) => http.get(place, request);
  const challenge = String(first.headers["www-authenticate"] ?? "");
  return get(await authorizationFor(new URL(url).host, challenge, { login, ask }));
}
