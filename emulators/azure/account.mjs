import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { Problem } from "../../scripts/lib/problem.mjs";
import { start, stop } from "../../scripts/lib/processes.mjs";
import { repository } from "../../scripts/lib/repository.mjs";

const program = join(repository, "node_modules/azurite/dist/src/blob/main.js");
const startSeconds = 60;
const mostLaunches = 3;
const signatureMinutes = 60;

/**
 * A storage account: an Azurite of its own, as Azurite's accounts and keys are fixed when it starts. It speaks TLS, without
 * which it refuses signatures that demand it.
 */
export class Account {
  #process;

  constructor(name, id, tls, folder) {
    this.name = name;
    /** Paths of a certificate and its key. */
    this.tls = tls;
    /** Its id in Azure's resource manager. */
    this.id = id;
    this.folder = folder;
    this.keys = { key1: newKey(), key2: newKey() };
    /** What the resource manager was told of it. */
    this.body = {};
  }

  static async start(name, id, tls) {
    const account = new Account(name, id, tls, await mkdtemp(join(tmpdir(), "pulumi-syntask-azurite-")));
    await account.#launch();
    return account;
  }

  async renewKey(name) {
    await stop(this.#process);
    this.keys[name] = newKey();
    await this.#launch();
  }

  async stop() {
    await stop(this.#process);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A request to Azurite, whose certificate nobody checks. */
  request(options, onAnswer) {
    return request({ host: "127.0.0.1", port: this.port, rejectUnauthorized: false, ...options }, onAnswer);
  }

  /** @returns {Promise<number>} The status of a request that may do everything. */
  async ask(method, path, query = "") {
    const asked = this.request({ method, path: `/${this.name}${path}?${query}&${this.#fullAccess}` });
    asked.setHeader("content-length", 0).end();
    const [answer] = await once(asked, "response");
    answer.resume();
    return answer.statusCode;
  }

  /** @returns {Promise<string[]>} Names of all containers. */
  async containers() {
    const asked = this.request({ method: "GET", path: `/${this.name}?comp=list&${this.#fullAccess}` });
    const [answer] = await once(asked.end(), "response");
    return [...(await text(answer)).matchAll(/<Name>([^<]+)<\/Name>/g)].map(([, name]) => name);
  }

  /** The path of a request with the right to everything. */
  withFullAccess = (path) => `${path}${path.includes("?") ? "&" : "?"}${this.#fullAccess}`;

  get #fullAccess() {
    const values = {
      permissions: AccountSASPermissions.parse("rwdlac"),
      services: AccountSASServices.parse("b").toString(),
      resourceTypes: AccountSASResourceTypes.parse("sco").toString(),
      expiresOn: new Date(Date.now() + signatureMinutes * 60_000),
    };
    return generateAccountSASQueryParameters(values, this.#credential).toString();
  }

  get #credential() {
    return new StorageSharedKeyCredential(this.name, this.keys.key1);
  }

  /** Something else may take the port before Azurite does, which ends then. */
  async #launch() {
    for (let launch = 1; launch <= mostLaunches; launch++) if (await this.#launchAt(await freePort())) return;
    throw new Problem(`Azurite ended ${mostLaunches} times before it answered`);
  }

  /** @returns whether it answers; it has ended otherwise */
  async #launchAt(port) {
    this.port = port;
    const place = ["--blobPort", this.port, "--location", this.folder, "--cert", this.tls.cert, "--key", this.tls.key];
    const args = [...place, "--silent", "--skipApiVersionCheck"];
    this.#process = start("node", [program, ...args.map(String), "--disableTelemetry"], {
      env: { ...process.env, AZURITE_ACCOUNTS: `${this.name}:${this.keys.key1}:${this.keys.key2}` },
      stdio: "ignore",
    });
    const deadline = performance.now() + startSeconds * 1000;
    while (!(await this.ask("GET", "", "comp=list").catch(() => undefined))) {
      if (this.#process.exitCode !== null) return false;
      if (performance.now() > deadline) throw new Problem(`Azurite does not answer after ${startSeconds} s`);
      await sleep(50);
    }
    return true;
  }
}

const newKey = () => randomBytes(64).toString("base64");
