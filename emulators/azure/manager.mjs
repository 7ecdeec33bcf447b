import { Account } from "./account.mjs";
import { ContainerGroups } from "./container-groups.mjs";
import { Deployments } from "./deployments.mjs";

const accountPath =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/([^/]+))(.*)$/;

const containerGroupPath = /\/providers\/Microsoft\.ContainerInstance\/containerGroups\/[^/]+$/i;

/** Azure's resource manager, for the few types that flow storage and flow runs use. */
export class Manager {
  /** @type {Map<string, Account>} */
  accounts = new Map();

  /** @param {string} python Folder with what images would have. */
  constructor(roles, tls, python) {
    this.roles = roles;
    this.tls = tls;
    this.containerGroups = new ContainerGroups(python);
    this.deployments = new Deployments(this.containerGroups);
  }

  /**
   * @param {(action: string, scope: string) => object | undefined} refusalOf an action of who asks; `undefined` where it may
   * @returns {Promise<{ status: number, body?: object, headers?: object }>}
   */
  async answer(method, path, body, refusalOf) {
    if (path.includes("/providers/Microsoft.Authorization/")) return this.#role(method, path, body);
    if (Deployments.has(path)) return this.deployments.answer(method, path, body, refusalOf);
    if (containerGroupPath.test(path)) return this.#containerGroup(method, path);
    const [, id, name, rest] = accountPath.exec(path) ?? [];
    const account = this.accounts.get(name);
    if (rest === "") return this.#account(method, id, name, body);
    if (!account) return { status: 404 };
    if (rest === "/listKeys") return { status: 200, body: keysOf(account) };
    if (rest === "/regenerateKey") {
      await account.renewKey(body.keyName);
      return { status: 200, body: keysOf(account) };
    }
    if (rest === "/blobServices/default/containers") {
      return { status: 200, body: { value: (await account.containers()).map((one) => ({ name: one })) } };
    }
    const container = /^\/blobServices\/default\/containers\/([^/]+)$/.exec(rest ?? "")?.[1];
    return container ? this.#container(method, path, account, container) : { status: 404 };
  }

  async stop() {
    await Promise.all([...this.accounts.values(), this.containerGroups].map((one) => one.stop()));
  }

  async #account(method, id, name, body) {
    if (method === "PUT" && !this.accounts.has(name)) this.accounts.set(name, await Account.start(name, id, this.tls));
    const account = this.accounts.get(name);
    if (!account) return { status: 404 };
    if (method === "PUT") account.body = body;
    if (method === "DELETE") {
      this.accounts.delete(name);
      await account.stop();
      return { status: 200 };
    }
    return { status: 200, body: { ...account.body, id: account.id, name } };
  }

  async #container(method, id, account, name) {
    const path = `/${name}`;
    if (method !== "GET") await account.ask(method, path, "restype=container");
    const status = await account.ask("GET", path, "restype=container");
    return status === 200 || method !== "DELETE" ? { status, body: { id, name } } : { status: 200 };
  }

  async #containerGroup(method, id) {
    const found = this.containerGroups.get(id);
    if (method === "DELETE") await this.containerGroups.delete(id);
    if (found) return { status: 200, body: found };
    return { status: method === "DELETE" ? 204 : 404 };
  }

  #role(method, id, body) {
    const isDefinition = id.includes("/roleDefinitions/");
    if (method === "PUT")
      isDefinition ? this.roles.define(id, body.properties) : this.roles.assign(id, body.properties);
    const found = this.roles.get(id);
    if (method === "DELETE") this.roles.delete(id);
    return found ? { status: 200, body: { id, properties: found } } : { status: 404 };
  }
}

const keysOf = ({ keys }) => ({
  keys: Object.entries(keys).map(([keyName, value]) => ({ keyName, value, permissions: "FULL" })),
});
