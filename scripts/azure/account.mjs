import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobServiceClient,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { freePort } from "../lib/free-port.mjs";
import { Problem } from "../lib/problem.mjs";
import { start, stop } from "../lib/processes.mjs";
import { repository } from "../lib/repository.mjs";

const program = join(repository, "node_modules/azurite/dist/src/blob/main.js");
const startSeconds = 60;
const signatureMinutes = 60;

/** A storage account: an Azurite of its own, as Azurite's accounts and keys are fixed when it starts. */
export class Account {
  #process;

  constructor(name, id, folder) {
    this.name = name;
    /** Its id in Azure's resource manager. */
    this.id = id;
    this.folder = folder;
    this.keys = { key1: newKey(), key2: newKey() };
    /** What the resource manager was told of it. */
    this.body = {};
  }

  static async start(name, id) {
    const account = new Account(name, id, await mkdtemp(join(tmpdir(), "pulumi-syntask-azurite-")));
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

  get client() {
    return new BlobServiceClient(`http://127.0.0.1:${this.port}/${this.name}`, this.#credential);
  }

  /** The query of a request that may do everything. */
  get fullAccess() {
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

  async #launch() {
    this.port = await freePort();
    const args = ["--blobPort", this.port, "--location", this.folder, "--silent", "--skipApiVersionCheck"];
    this.#process = start(process.execPath, [program, ...args.map(String), "--disableTelemetry"], {
      env: { ...process.env, AZURITE_ACCOUNTS: `${this.name}:${this.keys.key1}:${this.keys.key2}` },
      stdio: "ignore",
    });
    const deadline = performance.now() + startSeconds * 1000;
    while (!(await fetch(`http://127.0.0.1:${this.port}/`).catch(() => undefined))) {
      if (performance.now() > deadline) throw new Problem(`Azurite does not answer after ${startSeconds} s`);
      await sleep(50);
    }
  }
}

const newKey = () => randomBytes(64).toString("base64");
