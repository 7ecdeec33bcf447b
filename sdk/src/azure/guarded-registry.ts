import type { AxiosInstance, AxiosStatic } from "axios";
import type { OpenGuarded } from "../cloud/guarded-stores.js";
import { registryUrl } from "../image/registry-client.js";
import { stackIdentity } from "./blob-client.js";
import { registryToken, tokenUser } from "./registry-login.js";
import { managerHost } from "./resource-manager.js";

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
  const auth = { username: tokenUser, password };
  const http = axios.create({ timeout: timeoutSeconds * 1000, validateStatus: () => true });
  return async <T>(path: string, property: string): Promise<T[]> => {
    const items: T[] = [];
    let next: string | undefined = `/v2/${path}?n=${listedAtOnce}`;
    while (next) {
      const url: string = new URL(next, registryUrl(host)).toString();
      const { status, data, headers } = await getAs(http, url, auth);
      if (status === 404) return items;
      if (status !== 200) throw new Error(`${host} answers ${status} when it is asked for ${path}`);
      items.push(...(data[property] ?? []));
      next = /<([^>]+)>;\s*rel="next"/.exec(String(headers.link ?? ""))?.[1];
    }
    return items;
  };
}

/** Basic, or with a token from the place that the registry names, as Docker does. */
async function getAs(http: AxiosInstance, url: string, auth: { username: string; password: string }) {
  const first = await http.get(url, { auth });
  const challenge = String(first.headers["www-authenticate"] ?? "");
  if (first.status !== 401 || !/^bearer /i.test(challenge)) return first;
  const { realm = "", ...params } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]),
  );
  const { data } = await http.get(realm, { auth, params });
  return http.get(url, { headers: { authorization: `Bearer ${data?.access_token ?? data?.token ?? ""}` } });
}
