import { Account } from "./account.mjs";

const accountPath =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/([^/]+))(.*)$/;

/** Azure's resource manager, for the few types that flow storage uses. */
export class Manager {
  /** @type {Map<string, Account>} */
  accounts = new Map();

  constructor(roles, tls) {
    this.roles = roles;
    this.tls = tls;
  }

  /** @returns {Promise<{ status: number, body?: object }>} */
  async answer(method, path, body) {
    if (path.includes("/providers/Microsoft.Authorization/roleAssignments/")) return this.#role(method, path, body);
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
    await Promise.all([...this.accounts.values()].map((account) => account.stop()));
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

  #role(method, id, body) {
    if (method === "PUT") this.roles.put(id, body.properties);
    const found = this.roles.get(id);
    if (method === "DELETE") this.roles.delete(id);
    return found ? { status: 200, body: { id, properties: found } } : { status: 404 };
  }
}

const keysOf = ({ keys }) => ({
  keys: Object.entries(keys).map(([keyName, value]) => ({ keyName, value, permissions: "FULL" })),
});
